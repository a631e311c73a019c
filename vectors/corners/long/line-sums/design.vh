// design.vh: the parameters of hardfit, to be included in the module that instantiates it.
localparam integer DEGREE = 1;

// x: sfix5_En3, cast by the host
localparam integer X_WIDTH = 5;
localparam integer X_FRACTION = 3;
localparam integer X_SIGNED = 1;

// y: sfix6_En2, cast by the host
localparam integer Y_WIDTH = 6;
localparam integer Y_FRACTION = 2;
localparam integer Y_SIGNED = 1;

// theta: ap_fixed<5,3,AP_RND_INF,AP_WRAP>
localparam integer THETA_WIDTH = 5;
localparam integer THETA_FRACTION = 2;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 5;
localparam integer THETA_OVERFLOW = 3;
localparam integer THETA_N_BITS = 0;

// weight: ap_fixed<3,2,AP_TRN,AP_SAT>
localparam integer WEIGHT_WIDTH = 3;
localparam integer WEIGHT_FRACTION = 1;
localparam integer WEIGHT_SIGNED = 1;
localparam integer WEIGHT_QUANTIZATION = 0;
localparam integer WEIGHT_OVERFLOW = 0;
localparam integer WEIGHT_N_BITS = 0;

// power: ap_fixed<7,3,AP_RND_CONV,AP_SAT>
localparam integer POWER_WIDTH = 7;
localparam integer POWER_FRACTION = 4;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 6;
localparam integer POWER_OVERFLOW = 0;
localparam integer POWER_N_BITS = 0;

// estimate: ap_fixed<4,3,AP_RND_CONV,AP_SAT>
localparam integer ESTIMATE_WIDTH = 4;
localparam integer ESTIMATE_FRACTION = 1;
localparam integer ESTIMATE_SIGNED = 1;
localparam integer ESTIMATE_QUANTIZATION = 6;
localparam integer ESTIMATE_OVERFLOW = 0;
localparam integer ESTIMATE_N_BITS = 0;

// error: ap_fixed<4,4,AP_RND_ZERO,AP_SAT>
localparam integer ERROR_WIDTH = 4;
localparam integer ERROR_FRACTION = 0;
localparam integer ERROR_SIGNED = 1;
localparam integer ERROR_QUANTIZATION = 4;
localparam integer ERROR_OVERFLOW = 0;
localparam integer ERROR_N_BITS = 0;

// product: ap_fixed<4,5,AP_RND,AP_WRAP>
localparam integer PRODUCT_WIDTH = 4;
localparam integer PRODUCT_FRACTION = -1;
localparam integer PRODUCT_SIGNED = 1;
localparam integer PRODUCT_QUANTIZATION = 2;
localparam integer PRODUCT_OVERFLOW = 3;
localparam integer PRODUCT_N_BITS = 0;

// gradient: ap_fixed<4,6,AP_RND,AP_SAT_SYM>
localparam integer GRADIENT_WIDTH = 4;
localparam integer GRADIENT_FRACTION = -2;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 2;
localparam integer GRADIENT_OVERFLOW = 2;
localparam integer GRADIENT_N_BITS = 0;

// square: ap_ufixed<4,7,AP_RND,AP_SAT>
localparam integer SQUARE_WIDTH = 4;
localparam integer SQUARE_FRACTION = -3;
localparam integer SQUARE_SIGNED = 0;
localparam integer SQUARE_QUANTIZATION = 2;
localparam integer SQUARE_OVERFLOW = 0;
localparam integer SQUARE_N_BITS = 0;

// loss: ap_ufixed<4,8,AP_TRN,AP_SAT>
localparam integer LOSS_WIDTH = 4;
localparam integer LOSS_FRACTION = -4;
localparam integer LOSS_SIGNED = 0;
localparam integer LOSS_QUANTIZATION = 0;
localparam integer LOSS_OVERFLOW = 0;
localparam integer LOSS_N_BITS = 0;

// step: ufix4_En6, cast by the host
localparam integer STEP_WIDTH = 4;
localparam integer STEP_FRACTION = 6;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<5,2,AP_RND_CONV,AP_SAT>
localparam integer UPDATE_WIDTH = 5;
localparam integer UPDATE_FRACTION = 3;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 6;
localparam integer UPDATE_OVERFLOW = 0;
localparam integer UPDATE_N_BITS = 0;
