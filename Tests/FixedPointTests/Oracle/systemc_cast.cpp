// Casts by Accellera's SystemC, the reference implementation of IEEE 1666, for comparison.
//
// usage: systemc_cast QUESTIONS ANSWERS
//
// Both files are arrays of the records below in the machine's own byte order. A question is the exact
// value (high · 2^64 + low) · 2^-fraction_bits and a format; the answer is the word's bits and the two
// flags of sc_fix. Integers shifted by powers of two are exact in sc_fxval, so nothing is rounded on
// the way to the cast.

#define SC_INCLUDE_FX
#include <systemc>

#include <cstdint>
#include <cstdio>

struct Question {
  std::int64_t high;
  std::uint64_t low;
  std::int32_t fraction_bits;
  std::int32_t width, integer_bits, is_signed;
  std::int32_t quantization;  // in the order of the array below
  std::int32_t overflow;      // likewise
  std::int32_t n_bits;
  std::int32_t unused;
};

struct Answer {
  std::uint64_t high, low;
  std::int32_t q_flag, o_flag;
};

static const sc_dt::sc_q_mode quantizations[] = {
    sc_dt::SC_TRN,      sc_dt::SC_TRN_ZERO, sc_dt::SC_RND,     sc_dt::SC_RND_MIN_INF,
    sc_dt::SC_RND_ZERO, sc_dt::SC_RND_INF,  sc_dt::SC_RND_CONV};
static const sc_dt::sc_o_mode overflows[] = {
    sc_dt::SC_SAT, sc_dt::SC_SAT_ZERO, sc_dt::SC_SAT_SYM, sc_dt::SC_WRAP, sc_dt::SC_WRAP_SM};

static sc_dt::sc_fxval value(const Question& question) {
  sc_dt::sc_fxval high(static_cast<sc_dt::int64>(question.high));
  sc_dt::sc_fxval low(static_cast<sc_dt::uint64>(question.low));
  sc_dt::sc_fxval whole = (high << 64) + low;
  return question.fraction_bits >= 0 ? whole >> question.fraction_bits
                                     : whole << -question.fraction_bits;
}

template <typename Word>
static Answer answer(const Question& question) {
  Word word(question.width, question.integer_bits, quantizations[question.quantization],
            overflows[question.overflow], question.n_bits);
  word = value(question);
  Answer result = {0, 0, word.quantization_flag(), word.overflow_flag()};
  for (int bit = 0; bit < question.width; ++bit) {
    if (word.get_bit(bit + question.integer_bits - question.width))
      (bit < 64 ? result.low : result.high) |= std::uint64_t(1) << (bit & 63);
  }
  return result;
}

int sc_main(int argc, char* argv[]) {
  if (argc != 3) return 64;
  std::FILE* questions = std::fopen(argv[1], "rb");
  std::FILE* answers = std::fopen(argv[2], "wb");
  if (!questions || !answers) return 74;
  Question question;
  while (std::fread(&question, sizeof question, 1, questions) == 1) {
    const Answer result = question.is_signed ? answer<sc_dt::sc_fix>(question)
                                             : answer<sc_dt::sc_ufix>(question);
    if (std::fwrite(&result, sizeof result, 1, answers) != 1) return 74;
  }
  return std::fclose(answers) == 0 ? 0 : 74;
}
