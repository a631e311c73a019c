// design.vh: the parameters of hardfit, to be included in the module that instantiates it.
localparam integer DEGREE = 2;

// x: sfix5_En2, cast by the host
localparam integer X_WIDTH = 5;
localparam integer X_FRACTION = 2;
localparam integer X_SIGNED = 1;

// y: sfix6_E7, cast by the host
localparam integer Y_WIDTH = 6;
localparam integer Y_FRACTION = -7;
localparam integer Y_SIGNED = 1;

// theta: ap_fixed<6,4,AP_TRN,AP_WRAP>
localparam integer THETA_WIDTH = 6;
localparam integer THETA_FRACTION = 2;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 0;
localparam integer THETA_OVERFLOW = 3;
localparam integer THETA_N_BITS = 0;

// weight: ap_fixed<6,4,AP_TRN,AP_WRAP>
localparam integer WEIGHT_WIDTH = 6;
localparam integer WEIGHT_FRACTION = 2;
localparam integer WEIGHT_SIGNED = 1;
localparam integer WEIGHT_QUANTIZATION = 0;
localparam integer WEIGHT_OVERFLOW = 3;
localparam integer WEIGHT_N_BITS = 0;

// power: ap_fixed<4,2,AP_TRN,AP_WRAP>
localparam integer POWER_WIDTH = 4;
localparam integer POWER_FRACTION = 2;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 0;
localparam integer POWER_OVERFLOW = 3;
localparam integer POWER_N_BITS = 0;

// estimate: ap_fixed<4,15,AP_TRN,AP_SAT>
localparam integer ESTIMATE_WIDTH = 4;
localparam integer ESTIMATE_FRACTION = -11;
localparam integer ESTIMATE_SIGNED = 1;
localparam integer ESTIMATE_QUANTIZATION = 0;
localparam integer ESTIMATE_OVERFLOW = 0;
localparam integer ESTIMATE_N_BITS = 0;

// error: ap_fixed<7,15,AP_TRN,AP_WRAP>
localparam integer ERROR_WIDTH = 7;
localparam integer ERROR_FRACTION = -8;
localparam integer ERROR_SIGNED = 1;
localparam integer ERROR_QUANTIZATION = 0;
localparam integer ERROR_OVERFLOW = 3;
localparam integer ERROR_N_BITS = 0;

// product: ap_fixed<4,25,AP_TRN,AP_WRAP>
localparam integer PRODUCT_WIDTH = 4;
localparam integer PRODUCT_FRACTION = -21;
localparam integer PRODUCT_SIGNED = 1;
localparam integer PRODUCT_QUANTIZATION = 0;
localparam integer PRODUCT_OVERFLOW = 3;
localparam integer PRODUCT_N_BITS = 0;

// gradient: ap_fixed<6,27,AP_TRN,AP_WRAP>
localparam integer GRADIENT_WIDTH = 6;
localparam integer GRADIENT_FRACTION = -21;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 0;
localparam integer GRADIENT_OVERFLOW = 3;
localparam integer GRADIENT_N_BITS = 0;

// square: ap_fixed<4,36,AP_TRN,AP_SAT_SYM>
localparam integer SQUARE_WIDTH = 4;
localparam integer SQUARE_FRACTION = -32;
localparam integer SQUARE_SIGNED = 1;
localparam integer SQUARE_QUANTIZATION = 0;
localparam integer SQUARE_OVERFLOW = 2;
localparam integer SQUARE_N_BITS = 0;

// loss: ap_fixed<5,37,AP_TRN,AP_WRAP>
localparam integer LOSS_WIDTH = 5;
localparam integer LOSS_FRACTION = -32;
localparam integer LOSS_SIGNED = 1;
localparam integer LOSS_QUANTIZATION = 0;
localparam integer LOSS_OVERFLOW = 3;
localparam integer LOSS_N_BITS = 0;

// step: ufix3_En35, cast by the host
localparam integer STEP_WIDTH = 3;
localparam integer STEP_FRACTION = 35;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<4,2,AP_TRN,AP_WRAP_SM>
localparam integer UPDATE_WIDTH = 4;
localparam integer UPDATE_FRACTION = 2;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 0;
localparam integer UPDATE_OVERFLOW = 4;
localparam integer UPDATE_N_BITS = 0;
