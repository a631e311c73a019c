// design.vh: the parameters of hardfit, to be included in the module that instantiates it.
localparam integer DEGREE = 2;

// x: ufix4_En3, cast by the host
localparam integer X_WIDTH = 4;
localparam integer X_FRACTION = 3;
localparam integer X_SIGNED = 0;

// y: ufix5_En2, cast by the host
localparam integer Y_WIDTH = 5;
localparam integer Y_FRACTION = 2;
localparam integer Y_SIGNED = 0;

// theta: ap_fixed<6,3,AP_RND,AP_SAT>
localparam integer THETA_WIDTH = 6;
localparam integer THETA_FRACTION = 3;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 2;
localparam integer THETA_OVERFLOW = 0;
localparam integer THETA_N_BITS = 0;

// weight: ap_ufixed<4,2,AP_TRN,AP_SAT>
localparam integer WEIGHT_WIDTH = 4;
localparam integer WEIGHT_FRACTION = 2;
localparam integer WEIGHT_SIGNED = 0;
localparam integer WEIGHT_QUANTIZATION = 0;
localparam integer WEIGHT_OVERFLOW = 0;
localparam integer WEIGHT_N_BITS = 0;

// power: ap_ufixed<4,2,AP_RND_CONV,AP_WRAP>
localparam integer POWER_WIDTH = 4;
localparam integer POWER_FRACTION = 2;
localparam integer POWER_SIGNED = 0;
localparam integer POWER_QUANTIZATION = 6;
localparam integer POWER_OVERFLOW = 3;
localparam integer POWER_N_BITS = 0;

// estimate: ap_ufixed<5,3,AP_RND,AP_WRAP>
localparam integer ESTIMATE_WIDTH = 5;
localparam integer ESTIMATE_FRACTION = 2;
localparam integer ESTIMATE_SIGNED = 0;
localparam integer ESTIMATE_QUANTIZATION = 2;
localparam integer ESTIMATE_OVERFLOW = 3;
localparam integer ESTIMATE_N_BITS = 0;

// error: ap_fixed<5,4,AP_RND,AP_SAT>
localparam integer ERROR_WIDTH = 5;
localparam integer ERROR_FRACTION = 1;
localparam integer ERROR_SIGNED = 1;
localparam integer ERROR_QUANTIZATION = 2;
localparam integer ERROR_OVERFLOW = 0;
localparam integer ERROR_N_BITS = 0;

// product: ap_fixed<6,5,AP_RND_CONV,AP_SAT>
localparam integer PRODUCT_WIDTH = 6;
localparam integer PRODUCT_FRACTION = 1;
localparam integer PRODUCT_SIGNED = 1;
localparam integer PRODUCT_QUANTIZATION = 6;
localparam integer PRODUCT_OVERFLOW = 0;
localparam integer PRODUCT_N_BITS = 0;

// gradient: ap_fixed<6,6,AP_RND,AP_WRAP>
localparam integer GRADIENT_WIDTH = 6;
localparam integer GRADIENT_FRACTION = 0;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 2;
localparam integer GRADIENT_OVERFLOW = 3;
localparam integer GRADIENT_N_BITS = 0;

// square: ap_ufixed<5,6,AP_TRN,AP_SAT>
localparam integer SQUARE_WIDTH = 5;
localparam integer SQUARE_FRACTION = -1;
localparam integer SQUARE_SIGNED = 0;
localparam integer SQUARE_QUANTIZATION = 0;
localparam integer SQUARE_OVERFLOW = 0;
localparam integer SQUARE_N_BITS = 0;

// loss: ap_ufixed<5,7,AP_RND,AP_WRAP>
localparam integer LOSS_WIDTH = 5;
localparam integer LOSS_FRACTION = -2;
localparam integer LOSS_SIGNED = 0;
localparam integer LOSS_QUANTIZATION = 2;
localparam integer LOSS_OVERFLOW = 3;
localparam integer LOSS_N_BITS = 0;

// step: ufix4_En6, cast by the host
localparam integer STEP_WIDTH = 4;
localparam integer STEP_FRACTION = 6;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<6,2,AP_RND_CONV,AP_SAT>
localparam integer UPDATE_WIDTH = 6;
localparam integer UPDATE_FRACTION = 4;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 6;
localparam integer UPDATE_OVERFLOW = 0;
localparam integer UPDATE_N_BITS = 0;
