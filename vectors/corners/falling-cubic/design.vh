// design.vh: the parameters of hardfit, to be included in the module that instantiates it.
localparam integer DEGREE = 3;

// x: sfix8_En6, cast by the host
localparam integer X_WIDTH = 8;
localparam integer X_FRACTION = 6;
localparam integer X_SIGNED = 1;

// y: sfix8_En5, cast by the host
localparam integer Y_WIDTH = 8;
localparam integer Y_FRACTION = 5;
localparam integer Y_SIGNED = 1;

// theta: ap_fixed<14,3,AP_RND_CONV,AP_SAT>
localparam integer THETA_WIDTH = 14;
localparam integer THETA_FRACTION = 11;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 6;
localparam integer THETA_OVERFLOW = 0;
localparam integer THETA_N_BITS = 0;

// weight: ap_fixed<14,3,AP_TRN,AP_SAT>
localparam integer WEIGHT_WIDTH = 14;
localparam integer WEIGHT_FRACTION = 11;
localparam integer WEIGHT_SIGNED = 1;
localparam integer WEIGHT_QUANTIZATION = 0;
localparam integer WEIGHT_OVERFLOW = 0;
localparam integer WEIGHT_N_BITS = 0;

// power: ap_fixed<10,2,AP_RND_CONV,AP_SAT>
localparam integer POWER_WIDTH = 10;
localparam integer POWER_FRACTION = 8;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 6;
localparam integer POWER_OVERFLOW = 0;
localparam integer POWER_N_BITS = 0;

// estimate: ap_fixed<12,4,AP_RND_CONV,AP_SAT>
localparam integer ESTIMATE_WIDTH = 12;
localparam integer ESTIMATE_FRACTION = 8;
localparam integer ESTIMATE_SIGNED = 1;
localparam integer ESTIMATE_QUANTIZATION = 6;
localparam integer ESTIMATE_OVERFLOW = 0;
localparam integer ESTIMATE_N_BITS = 0;

// error: ap_fixed<10,4,AP_RND_CONV,AP_SAT>
localparam integer ERROR_WIDTH = 10;
localparam integer ERROR_FRACTION = 6;
localparam integer ERROR_SIGNED = 1;
localparam integer ERROR_QUANTIZATION = 6;
localparam integer ERROR_OVERFLOW = 0;
localparam integer ERROR_N_BITS = 0;

// product: ap_fixed<20,6,AP_TRN,AP_WRAP>
localparam integer PRODUCT_WIDTH = 20;
localparam integer PRODUCT_FRACTION = 14;
localparam integer PRODUCT_SIGNED = 1;
localparam integer PRODUCT_QUANTIZATION = 0;
localparam integer PRODUCT_OVERFLOW = 3;
localparam integer PRODUCT_N_BITS = 0;

// gradient: ap_fixed<23,9,AP_TRN,AP_WRAP>
localparam integer GRADIENT_WIDTH = 23;
localparam integer GRADIENT_FRACTION = 14;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 0;
localparam integer GRADIENT_OVERFLOW = 3;
localparam integer GRADIENT_N_BITS = 0;

// square: ap_ufixed<19,7,AP_TRN,AP_WRAP>
localparam integer SQUARE_WIDTH = 19;
localparam integer SQUARE_FRACTION = 12;
localparam integer SQUARE_SIGNED = 0;
localparam integer SQUARE_QUANTIZATION = 0;
localparam integer SQUARE_OVERFLOW = 3;
localparam integer SQUARE_N_BITS = 0;

// loss: ap_ufixed<22,10,AP_TRN,AP_WRAP>
localparam integer LOSS_WIDTH = 22;
localparam integer LOSS_FRACTION = 12;
localparam integer LOSS_SIGNED = 0;
localparam integer LOSS_QUANTIZATION = 0;
localparam integer LOSS_OVERFLOW = 3;
localparam integer LOSS_N_BITS = 0;

// step: ufix6_En9, cast by the host
localparam integer STEP_WIDTH = 6;
localparam integer STEP_FRACTION = 9;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<14,3,AP_RND_CONV,AP_SAT>
localparam integer UPDATE_WIDTH = 14;
localparam integer UPDATE_FRACTION = 11;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 6;
localparam integer UPDATE_OVERFLOW = 0;
localparam integer UPDATE_N_BITS = 0;
