// design.vh: the parameters of hardfit, to be included in the module that instantiates it.
localparam integer DEGREE = 2;

// x: sfix6_En8, cast by the host
localparam integer X_WIDTH = 6;
localparam integer X_FRACTION = 8;
localparam integer X_SIGNED = 1;

// y: sfix6_E3, cast by the host
localparam integer Y_WIDTH = 6;
localparam integer Y_FRACTION = -3;
localparam integer Y_SIGNED = 1;

// theta: ap_fixed<12,14,AP_RND_CONV,AP_SAT>
localparam integer THETA_WIDTH = 12;
localparam integer THETA_FRACTION = -2;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 6;
localparam integer THETA_OVERFLOW = 0;
localparam integer THETA_N_BITS = 0;

// weight: ap_fixed<8,12,AP_RND_ZERO,AP_SAT>
localparam integer WEIGHT_WIDTH = 8;
localparam integer WEIGHT_FRACTION = -4;
localparam integer WEIGHT_SIGNED = 1;
localparam integer WEIGHT_QUANTIZATION = 4;
localparam integer WEIGHT_OVERFLOW = 0;
localparam integer WEIGHT_N_BITS = 0;

// power: ap_fixed<7,-6,AP_RND,AP_WRAP>
localparam integer POWER_WIDTH = 7;
localparam integer POWER_FRACTION = 13;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 2;
localparam integer POWER_OVERFLOW = 3;
localparam integer POWER_N_BITS = 0;

// estimate: ap_fixed<9,10,AP_RND_INF,AP_SAT>
localparam integer ESTIMATE_WIDTH = 9;
localparam integer ESTIMATE_FRACTION = -1;
localparam integer ESTIMATE_SIGNED = 1;
localparam integer ESTIMATE_QUANTIZATION = 5;
localparam integer ESTIMATE_OVERFLOW = 0;
localparam integer ESTIMATE_N_BITS = 0;

// error: ap_fixed<8,10,AP_RND_CONV,AP_SAT_SYM>
localparam integer ERROR_WIDTH = 8;
localparam integer ERROR_FRACTION = -2;
localparam integer ERROR_SIGNED = 1;
localparam integer ERROR_QUANTIZATION = 6;
localparam integer ERROR_OVERFLOW = 2;
localparam integer ERROR_N_BITS = 0;

// product: ap_fixed<10,7,AP_RND_MIN_INF,AP_WRAP>
localparam integer PRODUCT_WIDTH = 10;
localparam integer PRODUCT_FRACTION = 3;
localparam integer PRODUCT_SIGNED = 1;
localparam integer PRODUCT_QUANTIZATION = 3;
localparam integer PRODUCT_OVERFLOW = 3;
localparam integer PRODUCT_N_BITS = 0;

// gradient: ap_fixed<12,9,AP_TRN_ZERO,AP_WRAP,2>
localparam integer GRADIENT_WIDTH = 12;
localparam integer GRADIENT_FRACTION = 3;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 1;
localparam integer GRADIENT_OVERFLOW = 3;
localparam integer GRADIENT_N_BITS = 2;

// square: ap_ufixed<9,17,AP_RND_CONV,AP_SAT>
localparam integer SQUARE_WIDTH = 9;
localparam integer SQUARE_FRACTION = -8;
localparam integer SQUARE_SIGNED = 0;
localparam integer SQUARE_QUANTIZATION = 6;
localparam integer SQUARE_OVERFLOW = 0;
localparam integer SQUARE_N_BITS = 0;

// loss: ap_ufixed<12,20,AP_RND,AP_SAT>
localparam integer LOSS_WIDTH = 12;
localparam integer LOSS_FRACTION = -8;
localparam integer LOSS_SIGNED = 0;
localparam integer LOSS_QUANTIZATION = 2;
localparam integer LOSS_OVERFLOW = 0;
localparam integer LOSS_N_BITS = 0;

// step: ufix5_En1, cast by the host
localparam integer STEP_WIDTH = 5;
localparam integer STEP_FRACTION = 1;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<14,16,AP_RND_CONV,AP_SAT>
localparam integer UPDATE_WIDTH = 14;
localparam integer UPDATE_FRACTION = -2;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 6;
localparam integer UPDATE_OVERFLOW = 0;
localparam integer UPDATE_N_BITS = 0;
