// design.vh: the parameters of hardfit_moments, to be included in the module that instantiates it.
localparam integer DEGREE = 1;

// x: sfix5_En3, cast by the host
localparam integer X_WIDTH = 5;
localparam integer X_FRACTION = 3;
localparam integer X_SIGNED = 1;

// y: sfix3_En3, cast by the host
localparam integer Y_WIDTH = 3;
localparam integer Y_FRACTION = 3;
localparam integer Y_SIGNED = 1;

// theta: ap_fixed<5,2,AP_RND_MIN_INF,AP_WRAP,2>
localparam integer THETA_WIDTH = 5;
localparam integer THETA_FRACTION = 3;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 3;
localparam integer THETA_OVERFLOW = 3;
localparam integer THETA_N_BITS = 2;

// weight: ap_fixed<3,2,AP_RND_ZERO,AP_WRAP_SM,2>
localparam integer WEIGHT_WIDTH = 3;
localparam integer WEIGHT_FRACTION = 1;
localparam integer WEIGHT_SIGNED = 1;
localparam integer WEIGHT_QUANTIZATION = 4;
localparam integer WEIGHT_OVERFLOW = 4;
localparam integer WEIGHT_N_BITS = 2;

// power: ap_fixed<4,1,AP_RND_MIN_INF,AP_SAT_ZERO>
localparam integer POWER_WIDTH = 4;
localparam integer POWER_FRACTION = 3;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 3;
localparam integer POWER_OVERFLOW = 1;
localparam integer POWER_N_BITS = 0;

// gradient: ap_fixed<5,3,AP_RND_CONV,AP_WRAP_SM,1>
localparam integer GRADIENT_WIDTH = 5;
localparam integer GRADIENT_FRACTION = 2;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 6;
localparam integer GRADIENT_OVERFLOW = 4;
localparam integer GRADIENT_N_BITS = 1;

// loss: ap_fixed<4,0,AP_TRN_ZERO,AP_SAT_ZERO>
localparam integer LOSS_WIDTH = 4;
localparam integer LOSS_FRACTION = 4;
localparam integer LOSS_SIGNED = 1;
localparam integer LOSS_QUANTIZATION = 1;
localparam integer LOSS_OVERFLOW = 1;
localparam integer LOSS_N_BITS = 0;

// step: ufix5_En4, cast by the host
localparam integer STEP_WIDTH = 5;
localparam integer STEP_FRACTION = 4;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<6,2,AP_TRN,AP_WRAP_SM>
localparam integer UPDATE_WIDTH = 6;
localparam integer UPDATE_FRACTION = 4;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 0;
localparam integer UPDATE_OVERFLOW = 4;
localparam integer UPDATE_N_BITS = 0;

// moment: ap_fixed<3,1,AP_TRN,AP_SAT_SYM>
localparam integer MOMENT_WIDTH = 3;
localparam integer MOMENT_FRACTION = 2;
localparam integer MOMENT_SIGNED = 1;
localparam integer MOMENT_QUANTIZATION = 0;
localparam integer MOMENT_OVERFLOW = 2;
localparam integer MOMENT_N_BITS = 0;

// cross: ap_fixed<4,-1,AP_RND_CONV,AP_WRAP,2>
localparam integer CROSS_WIDTH = 4;
localparam integer CROSS_FRACTION = 5;
localparam integer CROSS_SIGNED = 1;
localparam integer CROSS_QUANTIZATION = 6;
localparam integer CROSS_OVERFLOW = 3;
localparam integer CROSS_N_BITS = 2;

// energy: ap_fixed<4,-1,AP_RND_CONV,AP_SAT_SYM>
localparam integer ENERGY_WIDTH = 4;
localparam integer ENERGY_FRACTION = 5;
localparam integer ENERGY_SIGNED = 1;
localparam integer ENERGY_QUANTIZATION = 6;
localparam integer ENERGY_OVERFLOW = 2;
localparam integer ENERGY_N_BITS = 0;
