// design.vh: the parameters of hardfit, to be included in the module that instantiates it.
localparam integer DEGREE = 3;

// x: sfix62_En58, cast by the host
localparam integer X_WIDTH = 62;
localparam integer X_FRACTION = 58;
localparam integer X_SIGNED = 1;

// y: sfix64_En59, cast by the host
localparam integer Y_WIDTH = 64;
localparam integer Y_FRACTION = 59;
localparam integer Y_SIGNED = 1;

// theta: ap_fixed<64,4,AP_TRN_ZERO,AP_SAT_SYM>
localparam integer THETA_WIDTH = 64;
localparam integer THETA_FRACTION = 60;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 1;
localparam integer THETA_OVERFLOW = 2;
localparam integer THETA_N_BITS = 0;

// weight: ap_fixed<63,5,AP_TRN,AP_WRAP>
localparam integer WEIGHT_WIDTH = 63;
localparam integer WEIGHT_FRACTION = 58;
localparam integer WEIGHT_SIGNED = 1;
localparam integer WEIGHT_QUANTIZATION = 0;
localparam integer WEIGHT_OVERFLOW = 3;
localparam integer WEIGHT_N_BITS = 0;

// power: ap_fixed<64,6,AP_RND_CONV,AP_SAT>
localparam integer POWER_WIDTH = 64;
localparam integer POWER_FRACTION = 58;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 6;
localparam integer POWER_OVERFLOW = 0;
localparam integer POWER_N_BITS = 0;

// estimate: ap_fixed<63,6,AP_RND_ZERO,AP_SAT>
localparam integer ESTIMATE_WIDTH = 63;
localparam integer ESTIMATE_FRACTION = 57;
localparam integer ESTIMATE_SIGNED = 1;
localparam integer ESTIMATE_QUANTIZATION = 4;
localparam integer ESTIMATE_OVERFLOW = 0;
localparam integer ESTIMATE_N_BITS = 0;

// error: ap_fixed<63,6,AP_RND_INF,AP_WRAP_SM>
localparam integer ERROR_WIDTH = 63;
localparam integer ERROR_FRACTION = 57;
localparam integer ERROR_SIGNED = 1;
localparam integer ERROR_QUANTIZATION = 5;
localparam integer ERROR_OVERFLOW = 4;
localparam integer ERROR_N_BITS = 0;

// product: ap_fixed<127,12,AP_TRN,AP_WRAP>
localparam integer PRODUCT_WIDTH = 127;
localparam integer PRODUCT_FRACTION = 115;
localparam integer PRODUCT_SIGNED = 1;
localparam integer PRODUCT_QUANTIZATION = 0;
localparam integer PRODUCT_OVERFLOW = 3;
localparam integer PRODUCT_N_BITS = 0;

// gradient: ap_fixed<126,11,AP_TRN,AP_WRAP>
localparam integer GRADIENT_WIDTH = 126;
localparam integer GRADIENT_FRACTION = 115;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 0;
localparam integer GRADIENT_OVERFLOW = 3;
localparam integer GRADIENT_N_BITS = 0;

// square: ap_fixed<127,13,AP_TRN,AP_WRAP>
localparam integer SQUARE_WIDTH = 127;
localparam integer SQUARE_FRACTION = 114;
localparam integer SQUARE_SIGNED = 1;
localparam integer SQUARE_QUANTIZATION = 0;
localparam integer SQUARE_OVERFLOW = 3;
localparam integer SQUARE_N_BITS = 0;

// loss: ap_fixed<127,13,AP_RND_CONV,AP_SAT>
localparam integer LOSS_WIDTH = 127;
localparam integer LOSS_FRACTION = 114;
localparam integer LOSS_SIGNED = 1;
localparam integer LOSS_QUANTIZATION = 6;
localparam integer LOSS_OVERFLOW = 0;
localparam integer LOSS_N_BITS = 0;

// step: ufix1_En1, cast by the host
localparam integer STEP_WIDTH = 1;
localparam integer STEP_FRACTION = 1;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<64,6,AP_RND_CONV,AP_WRAP_SM,1>
localparam integer UPDATE_WIDTH = 64;
localparam integer UPDATE_FRACTION = 58;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 6;
localparam integer UPDATE_OVERFLOW = 4;
localparam integer UPDATE_N_BITS = 1;
