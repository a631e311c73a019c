// design.vh: the parameters of hardfit, to be included in the module that instantiates it.
localparam integer DEGREE = 2;

// x: sfix5_En3, cast by the host
localparam integer X_WIDTH = 5;
localparam integer X_FRACTION = 3;
localparam integer X_SIGNED = 1;

// y: sfix6_En2, cast by the host
localparam integer Y_WIDTH = 6;
localparam integer Y_FRACTION = 2;
localparam integer Y_SIGNED = 1;

// theta: ap_fixed<6,3,AP_TRN,AP_WRAP>
localparam integer THETA_WIDTH = 6;
localparam integer THETA_FRACTION = 3;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 0;
localparam integer THETA_OVERFLOW = 3;
localparam integer THETA_N_BITS = 0;

// weight: ap_fixed<4,2,AP_RND,AP_WRAP>
localparam integer WEIGHT_WIDTH = 4;
localparam integer WEIGHT_FRACTION = 2;
localparam integer WEIGHT_SIGNED = 1;
localparam integer WEIGHT_QUANTIZATION = 2;
localparam integer WEIGHT_OVERFLOW = 3;
localparam integer WEIGHT_N_BITS = 0;

// power: ap_fixed<5,3,AP_RND_ZERO,AP_WRAP>
localparam integer POWER_WIDTH = 5;
localparam integer POWER_FRACTION = 2;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 4;
localparam integer POWER_OVERFLOW = 3;
localparam integer POWER_N_BITS = 0;

// estimate: ap_fixed<6,4,AP_TRN_ZERO,AP_WRAP>
localparam integer ESTIMATE_WIDTH = 6;
localparam integer ESTIMATE_FRACTION = 2;
localparam integer ESTIMATE_SIGNED = 1;
localparam integer ESTIMATE_QUANTIZATION = 1;
localparam integer ESTIMATE_OVERFLOW = 3;
localparam integer ESTIMATE_N_BITS = 0;

// error: ap_fixed<5,4,AP_RND_CONV,AP_WRAP>
localparam integer ERROR_WIDTH = 5;
localparam integer ERROR_FRACTION = 1;
localparam integer ERROR_SIGNED = 1;
localparam integer ERROR_QUANTIZATION = 6;
localparam integer ERROR_OVERFLOW = 3;
localparam integer ERROR_N_BITS = 0;

// product: ap_fixed<7,6,AP_RND_MIN_INF,AP_WRAP>
localparam integer PRODUCT_WIDTH = 7;
localparam integer PRODUCT_FRACTION = 1;
localparam integer PRODUCT_SIGNED = 1;
localparam integer PRODUCT_QUANTIZATION = 3;
localparam integer PRODUCT_OVERFLOW = 3;
localparam integer PRODUCT_N_BITS = 0;

// gradient: ap_fixed<6,6,AP_TRN,AP_WRAP_SM>
localparam integer GRADIENT_WIDTH = 6;
localparam integer GRADIENT_FRACTION = 0;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 0;
localparam integer GRADIENT_OVERFLOW = 4;
localparam integer GRADIENT_N_BITS = 0;

// square: ap_fixed<6,6,AP_RND,AP_WRAP>
localparam integer SQUARE_WIDTH = 6;
localparam integer SQUARE_FRACTION = 0;
localparam integer SQUARE_SIGNED = 1;
localparam integer SQUARE_QUANTIZATION = 2;
localparam integer SQUARE_OVERFLOW = 3;
localparam integer SQUARE_N_BITS = 0;

// loss: ap_fixed<6,7,AP_RND_INF,AP_WRAP>
localparam integer LOSS_WIDTH = 6;
localparam integer LOSS_FRACTION = -1;
localparam integer LOSS_SIGNED = 1;
localparam integer LOSS_QUANTIZATION = 5;
localparam integer LOSS_OVERFLOW = 3;
localparam integer LOSS_N_BITS = 0;

// step: ufix4_En5, cast by the host
localparam integer STEP_WIDTH = 4;
localparam integer STEP_FRACTION = 5;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<6,3,AP_RND,AP_WRAP>
localparam integer UPDATE_WIDTH = 6;
localparam integer UPDATE_FRACTION = 3;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 2;
localparam integer UPDATE_OVERFLOW = 3;
localparam integer UPDATE_N_BITS = 0;
