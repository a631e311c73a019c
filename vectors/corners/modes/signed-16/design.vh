// design.vh: the parameters of hardfit, to be included in the module that instantiates it.
localparam integer DEGREE = 2;

// x: sfix5_En3, cast by the host
localparam integer X_WIDTH = 5;
localparam integer X_FRACTION = 3;
localparam integer X_SIGNED = 1;

// y: sfix7_En2, cast by the host
localparam integer Y_WIDTH = 7;
localparam integer Y_FRACTION = 2;
localparam integer Y_SIGNED = 1;

// theta: ap_fixed<5,3,AP_RND_CONV,AP_WRAP_SM,1>
localparam integer THETA_WIDTH = 5;
localparam integer THETA_FRACTION = 2;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 6;
localparam integer THETA_OVERFLOW = 4;
localparam integer THETA_N_BITS = 1;

// weight: ap_fixed<3,2,AP_TRN_ZERO,AP_WRAP_SM>
localparam integer WEIGHT_WIDTH = 3;
localparam integer WEIGHT_FRACTION = 1;
localparam integer WEIGHT_SIGNED = 1;
localparam integer WEIGHT_QUANTIZATION = 1;
localparam integer WEIGHT_OVERFLOW = 4;
localparam integer WEIGHT_N_BITS = 0;

// power: ap_fixed<3,2,AP_TRN,AP_SAT_ZERO>
localparam integer POWER_WIDTH = 3;
localparam integer POWER_FRACTION = 1;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 0;
localparam integer POWER_OVERFLOW = 1;
localparam integer POWER_N_BITS = 0;

// estimate: ap_fixed<5,3,AP_RND_CONV,AP_SAT_SYM>
localparam integer ESTIMATE_WIDTH = 5;
localparam integer ESTIMATE_FRACTION = 2;
localparam integer ESTIMATE_SIGNED = 1;
localparam integer ESTIMATE_QUANTIZATION = 6;
localparam integer ESTIMATE_OVERFLOW = 2;
localparam integer ESTIMATE_N_BITS = 0;

// error: ap_fixed<5,5,AP_RND_INF,AP_WRAP_SM>
localparam integer ERROR_WIDTH = 5;
localparam integer ERROR_FRACTION = 0;
localparam integer ERROR_SIGNED = 1;
localparam integer ERROR_QUANTIZATION = 5;
localparam integer ERROR_OVERFLOW = 4;
localparam integer ERROR_N_BITS = 0;

// product: ap_fixed<4,5,AP_RND_ZERO,AP_SAT_ZERO>
localparam integer PRODUCT_WIDTH = 4;
localparam integer PRODUCT_FRACTION = -1;
localparam integer PRODUCT_SIGNED = 1;
localparam integer PRODUCT_QUANTIZATION = 4;
localparam integer PRODUCT_OVERFLOW = 1;
localparam integer PRODUCT_N_BITS = 0;

// gradient: ap_fixed<3,6,AP_RND_MIN_INF,AP_WRAP,1>
localparam integer GRADIENT_WIDTH = 3;
localparam integer GRADIENT_FRACTION = -3;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 3;
localparam integer GRADIENT_OVERFLOW = 3;
localparam integer GRADIENT_N_BITS = 1;

// square: ap_fixed<4,9,AP_RND,AP_WRAP_SM,1>
localparam integer SQUARE_WIDTH = 4;
localparam integer SQUARE_FRACTION = -5;
localparam integer SQUARE_SIGNED = 1;
localparam integer SQUARE_QUANTIZATION = 2;
localparam integer SQUARE_OVERFLOW = 4;
localparam integer SQUARE_N_BITS = 1;

// loss: ap_fixed<3,10,AP_TRN_ZERO,AP_WRAP,2>
localparam integer LOSS_WIDTH = 3;
localparam integer LOSS_FRACTION = -7;
localparam integer LOSS_SIGNED = 1;
localparam integer LOSS_QUANTIZATION = 1;
localparam integer LOSS_OVERFLOW = 3;
localparam integer LOSS_N_BITS = 2;

// step: ufix6_En9, cast by the host
localparam integer STEP_WIDTH = 6;
localparam integer STEP_FRACTION = 9;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<5,2,AP_TRN,AP_WRAP_SM,2>
localparam integer UPDATE_WIDTH = 5;
localparam integer UPDATE_FRACTION = 3;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 0;
localparam integer UPDATE_OVERFLOW = 4;
localparam integer UPDATE_N_BITS = 2;
