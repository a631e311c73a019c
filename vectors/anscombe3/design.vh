// design.vh: the parameters of hardfit, to be included in the module that instantiates it.
localparam integer DEGREE = 1;

// x: sfix16_En14, cast by the host
localparam integer X_WIDTH = 16;
localparam integer X_FRACTION = 14;
localparam integer X_SIGNED = 1;

// y: sfix16_En13, cast by the host
localparam integer Y_WIDTH = 16;
localparam integer Y_FRACTION = 13;
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

// power: ap_fixed<18,3,AP_RND_CONV,AP_SAT>
localparam integer POWER_WIDTH = 18;
localparam integer POWER_FRACTION = 15;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 6;
localparam integer POWER_OVERFLOW = 0;
localparam integer POWER_N_BITS = 0;

// estimate: ap_fixed<20,4,AP_RND_CONV,AP_SAT>
localparam integer ESTIMATE_WIDTH = 20;
localparam integer ESTIMATE_FRACTION = 16;
localparam integer ESTIMATE_SIGNED = 1;
localparam integer ESTIMATE_QUANTIZATION = 6;
localparam integer ESTIMATE_OVERFLOW = 0;
localparam integer ESTIMATE_N_BITS = 0;

// error: ap_fixed<18,4,AP_RND_CONV,AP_SAT>
localparam integer ERROR_WIDTH = 18;
localparam integer ERROR_FRACTION = 14;
localparam integer ERROR_SIGNED = 1;
localparam integer ERROR_QUANTIZATION = 6;
localparam integer ERROR_OVERFLOW = 0;
localparam integer ERROR_N_BITS = 0;

// product: ap_fixed<34,6,AP_TRN,AP_WRAP>
localparam integer PRODUCT_WIDTH = 34;
localparam integer PRODUCT_FRACTION = 28;
localparam integer PRODUCT_SIGNED = 1;
localparam integer PRODUCT_QUANTIZATION = 0;
localparam integer PRODUCT_OVERFLOW = 3;
localparam integer PRODUCT_N_BITS = 0;

// gradient: ap_fixed<58,30,AP_TRN,AP_WRAP>
localparam integer GRADIENT_WIDTH = 58;
localparam integer GRADIENT_FRACTION = 28;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 0;
localparam integer GRADIENT_OVERFLOW = 3;
localparam integer GRADIENT_N_BITS = 0;

// square: ap_ufixed<35,7,AP_TRN,AP_WRAP>
localparam integer SQUARE_WIDTH = 35;
localparam integer SQUARE_FRACTION = 28;
localparam integer SQUARE_SIGNED = 0;
localparam integer SQUARE_QUANTIZATION = 0;
localparam integer SQUARE_OVERFLOW = 3;
localparam integer SQUARE_N_BITS = 0;

// loss: ap_ufixed<59,31,AP_TRN,AP_WRAP>
localparam integer LOSS_WIDTH = 59;
localparam integer LOSS_FRACTION = 28;
localparam integer LOSS_SIGNED = 0;
localparam integer LOSS_QUANTIZATION = 0;
localparam integer LOSS_OVERFLOW = 3;
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
