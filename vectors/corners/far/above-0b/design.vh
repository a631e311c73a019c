// design.vh: the parameters of hardfit, to be included in the module that instantiates it.
localparam integer DEGREE = 2;

// x: sfix4, cast by the host
localparam integer X_WIDTH = 4;
localparam integer X_FRACTION = 0;
localparam integer X_SIGNED = 1;

// y: sfix6, cast by the host
localparam integer Y_WIDTH = 6;
localparam integer Y_FRACTION = 0;
localparam integer Y_SIGNED = 1;

// theta: ap_fixed<4,4,AP_TRN,AP_WRAP>
localparam integer THETA_WIDTH = 4;
localparam integer THETA_FRACTION = 0;
localparam integer THETA_SIGNED = 1;
localparam integer THETA_QUANTIZATION = 0;
localparam integer THETA_OVERFLOW = 3;
localparam integer THETA_N_BITS = 0;

// weight: ap_fixed<8,8,AP_TRN,AP_WRAP>
localparam integer WEIGHT_WIDTH = 8;
localparam integer WEIGHT_FRACTION = 0;
localparam integer WEIGHT_SIGNED = 1;
localparam integer WEIGHT_QUANTIZATION = 0;
localparam integer WEIGHT_OVERFLOW = 3;
localparam integer WEIGHT_N_BITS = 0;

// power: ap_fixed<7,7,AP_TRN,AP_WRAP>
localparam integer POWER_WIDTH = 7;
localparam integer POWER_FRACTION = 0;
localparam integer POWER_SIGNED = 1;
localparam integer POWER_QUANTIZATION = 0;
localparam integer POWER_OVERFLOW = 3;
localparam integer POWER_N_BITS = 0;

// estimate: ap_fixed<5,-1,AP_TRN,AP_WRAP_SM>
localparam integer ESTIMATE_WIDTH = 5;
localparam integer ESTIMATE_FRACTION = 6;
localparam integer ESTIMATE_SIGNED = 1;
localparam integer ESTIMATE_QUANTIZATION = 0;
localparam integer ESTIMATE_OVERFLOW = 4;
localparam integer ESTIMATE_N_BITS = 0;

// error: ap_fixed<8,2,AP_TRN,AP_WRAP>
localparam integer ERROR_WIDTH = 8;
localparam integer ERROR_FRACTION = 6;
localparam integer ERROR_SIGNED = 1;
localparam integer ERROR_QUANTIZATION = 0;
localparam integer ERROR_OVERFLOW = 3;
localparam integer ERROR_N_BITS = 0;

// product: ap_fixed<5,-7,AP_TRN,AP_WRAP_SM>
localparam integer PRODUCT_WIDTH = 5;
localparam integer PRODUCT_FRACTION = 12;
localparam integer PRODUCT_SIGNED = 1;
localparam integer PRODUCT_QUANTIZATION = 0;
localparam integer PRODUCT_OVERFLOW = 4;
localparam integer PRODUCT_N_BITS = 0;

// gradient: ap_fixed<8,-4,AP_TRN,AP_WRAP>
localparam integer GRADIENT_WIDTH = 8;
localparam integer GRADIENT_FRACTION = 12;
localparam integer GRADIENT_SIGNED = 1;
localparam integer GRADIENT_QUANTIZATION = 0;
localparam integer GRADIENT_OVERFLOW = 3;
localparam integer GRADIENT_N_BITS = 0;

// square: ap_fixed<4,-14,AP_TRN,AP_WRAP_SM>
localparam integer SQUARE_WIDTH = 4;
localparam integer SQUARE_FRACTION = 18;
localparam integer SQUARE_SIGNED = 1;
localparam integer SQUARE_QUANTIZATION = 0;
localparam integer SQUARE_OVERFLOW = 4;
localparam integer SQUARE_N_BITS = 0;

// loss: ap_fixed<6,-12,AP_TRN,AP_WRAP>
localparam integer LOSS_WIDTH = 6;
localparam integer LOSS_FRACTION = 18;
localparam integer LOSS_SIGNED = 1;
localparam integer LOSS_QUANTIZATION = 0;
localparam integer LOSS_OVERFLOW = 3;
localparam integer LOSS_N_BITS = 0;

// step: ufix3_E18, cast by the host
localparam integer STEP_WIDTH = 3;
localparam integer STEP_FRACTION = -18;
localparam integer STEP_SIGNED = 0;

// update: ap_fixed<4,4,AP_TRN,AP_WRAP_SM>
localparam integer UPDATE_WIDTH = 4;
localparam integer UPDATE_FRACTION = 0;
localparam integer UPDATE_SIGNED = 1;
localparam integer UPDATE_QUANTIZATION = 0;
localparam integer UPDATE_OVERFLOW = 4;
localparam integer UPDATE_N_BITS = 0;
