// design.vh: the parameters of hardfit_moments, to be included in the module that instantiates it.
localparam integer DEGREE = 1;

// x: sfix16_En14, cast by the host
localparam integer X_WIDTH = 16;
localparam integer X_FRACTION = 14;
localparam integer X_SIGNED = 1;

// y: sfix16_En14, cast by the host
localparam integer Y_WIDTH = 16;
localparam integer Y_FRACTION = 14;
localparam integer Y_SIGNED = 1;

// theta: ap_fixed<24,3,AP_RND_CONV,AP_SAT>
localparam integer THETA_WIDTH = 24;
localparam integer THETA_FRACTION = 21;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 6;
localparam integer THETA_OVERFLOW = 0;
localparam integer THETA_N_BITS = 0;

// weight: ap_fixed<24,3,AP_TRN,AP_SAT>
localparam integer WEIGHT_WIDTH = 24;
localparam integer WEIGHT_FRACTION = 21;
localparam integer WEIGHT_SIGNED = 1;
localparam integer WEIGHT_QUANTIZATION = 0;
localparam integer WEIGHT_OVERFLOW = 0;
localparam integer WEIGHT_N_BITS = 0;

// power: ap_fixed<31,3,AP_RND_CONV,AP_SAT>
localparam integer POWER_WIDTH = 31;
localparam integer POWER_FRACTION = 28;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 6;
localparam integer POWER_OVERFLOW = 0;
localparam integer POWER_N_BITS = 0;

// gradient: ap_fixed<81,32,AP_TRN,AP_WRAP>
localparam integer GRADIENT_WIDTH = 81;
localparam integer GRADIENT_FRACTION = 49;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 0;
localparam integer GRADIENT_OVERFLOW = 3;
localparam integer GRADIENT_N_BITS = 0;

// loss: ap_ufixed<57,29,AP_RND_CONV,AP_SAT>
localparam integer LOSS_WIDTH = 57;
localparam integer LOSS_FRACTION = 28;
localparam integer LOSS_SIGNED = 0;
localparam integer LOSS_QUANTIZATION = 6;
localparam integer LOSS_OVERFLOW = 0;
localparam integer LOSS_N_BITS = 0;

// step: ufix18_En23, cast by the host
localparam integer STEP_WIDTH = 18;
localparam integer STEP_FRACTION = 23;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<24,3,AP_RND_CONV,AP_SAT>
localparam integer UPDATE_WIDTH = 24;
localparam integer UPDATE_FRACTION = 21;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 6;
localparam integer UPDATE_OVERFLOW = 0;
localparam integer UPDATE_N_BITS = 0;

// moment: ap_fixed<55,27,AP_TRN,AP_WRAP>
localparam integer MOMENT_WIDTH = 55;
localparam integer MOMENT_FRACTION = 28;
localparam integer MOMENT_SIGNED = 1;
localparam integer MOMENT_QUANTIZATION = 0;
localparam integer MOMENT_OVERFLOW = 3;
localparam integer MOMENT_N_BITS = 0;

// cross: ap_fixed<56,28,AP_TRN,AP_WRAP>
localparam integer CROSS_WIDTH = 56;
localparam integer CROSS_FRACTION = 28;
localparam integer CROSS_SIGNED = 1;
localparam integer CROSS_QUANTIZATION = 0;
localparam integer CROSS_OVERFLOW = 3;
localparam integer CROSS_N_BITS = 0;

// energy: ap_ufixed<55,27,AP_TRN,AP_WRAP>
localparam integer ENERGY_WIDTH = 55;
localparam integer ENERGY_FRACTION = 28;
localparam integer ENERGY_SIGNED = 0;
localparam integer ENERGY_QUANTIZATION = 0;
localparam integer ENERGY_OVERFLOW = 3;
localparam integer ENERGY_N_BITS = 0;
