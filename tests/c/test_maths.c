// maths.c and extended.c: the bits of results that were computed to 100 digits by mpmath 1.2.1, and identities.

#include "extended.h"
#include "maths.h"
#include "test.h"

#include <float.h>

// Correctly rounded: nearest doubles to the exact values.
TEST(exp_rounds_correctly) {
    CHECK_BITS(maths_exp(0x1.f767c482c9b00p-3), 0x1.47557c4281ce8p+0);
    CHECK_BITS(maths_exp(0x1.ef2e045bc8fb8p-2), 0x1.9f3240c95019fp+0);
    CHECK_BITS(maths_exp(0x1.2e4738d8608fep-1), 0x1.cdfff672c3586p+0);
    CHECK_BITS(maths_exp(0x1.c511afebb6a18p-1), 0x1.361c75570662fp+1);
    CHECK_BITS(maths_exp(0x1.eb4ff1a6eb8c8p-2), 0x1.9da191f15a677p+0);
    CHECK_BITS(maths_exp(0x1.b075f6c3d8588p-1), 0x1.29e07b69895c0p+1);
    CHECK_BITS(maths_exp(-0x1.5f69c76982244p+9), 0x1.067080f67555dp-1014);
    CHECK_BITS(maths_exp(-0x1.0ff04ad9e0cd8p+6), 0x1.e4005b51b5003p-99);
    CHECK_BITS(maths_exp(0x1.3952015c41f60p+9), 0x1.0948256086438p+904);
    CHECK_BITS(maths_exp(0x1.8d37cee1d9414p+7), 0x1.72370dd1606bep+286);
    CHECK_BITS(maths_exp(0x1.1a74646f20fd4p+9), 0x1.fd1f34bd279ddp+814);
    CHECK_BITS(maths_exp(-0x1.223302f216998p+9), 0x1.950a66196455bp-838);
    CHECK_BITS(maths_exp(-0x1.f7c9f12b47c20p+5), 0x1.1bb6c26c52b34p-91);
    CHECK_BITS(maths_exp(-0x1.827bac880c188p+8), 0x1.57297d0b463afp-558);
    CHECK_BITS(maths_exp(0x1.6d06bc8e45510p+5), 0x1.c65d58bd2197ap+65);
    CHECK_BITS(maths_exp(0x1.660abd2b43700p+6), 0x1.195f4973aa932p+129);
    CHECK_BITS(maths_exp(-0x1.7490a3d70a3d7p+9), 0x0.0000000000001p-1022);
    CHECK_BITS(maths_exp(-0x1.7240000000000p+9), 0x0.0000000000033p-1022);
    CHECK_BITS(maths_exp(-0x1.6233333333333p+9), 0x0.ff15b469edf89p-1022);
    CHECK_BITS(maths_exp(0x1.62e3d70a3d70ap+9), 0x1.fe9ce5c4c52b4p+1023);
    CHECK_BITS(maths_exp(0x1.70ef54646d497p-57), 0x1.0000000000000p+0);
    CHECK_BITS(maths_exp(-0x1.70ef54646d497p-57), 0x1.0000000000000p+0);
    CHECK_BITS(maths_exp(0x1.0000000000000p-30), 0x1.0000000400000p+0);
    CHECK_BITS(maths_exp(0), 1);
    CHECK_BITS(maths_exp(-745.2), 0);
    CHECK_BITS(maths_exp(-1e300), 0);
    CHECK_BITS(maths_exp(710), INFINITY);
    CHECK_BITS(maths_exp(INFINITY), INFINITY);
    CHECK_BITS(maths_exp(-INFINITY), 0);
    CHECK(isnan(maths_exp(NAN)));
}

TEST(log_rounds_correctly) {
    CHECK_BITS(maths_log(0x1.adb9cbb2edb00p-6), -0x1.d2097243f1356p+1);
    CHECK_BITS(maths_log(0x1.bbdcd5687c964p-2), -0x1.ac028391fe8c6p-1);
    CHECK_BITS(maths_log(0x1.1e30a0174e414p-1), -0x1.29d08184b6a4ep-1);
    CHECK_BITS(maths_log(0x1.d52b387784732p+0), 0x1.36297b98c924cp-1);
    CHECK_BITS(maths_log(0x1.880d2a98ec8a7p+0), 0x1.b471dbfc52f7bp-2);
    CHECK_BITS(maths_log(0x1.46de92c30d8b4p-2), -0x1.245447d822ad8p+0);
    CHECK_BITS(maths_log(0x1.32ac9f4f336a2p+592), 0x1.9a8613ceb886fp+8);
    CHECK_BITS(maths_log(0x1.0135c3da6c8c9p-720), -0x1.f30fae5ff6370p+8);
    CHECK_BITS(maths_log(0x1.129ee5c5b2e25p+234), 0x1.448886d3f706ep+7);
    CHECK_BITS(maths_log(0x1.ef98213b28ca0p-745), -0x1.01ddf5fc708cbp+9);
    CHECK_BITS(maths_log(0x1.f1b4c3f6cb216p-994), -0x1.5829674e54e7ep+9);
    CHECK_BITS(maths_log(0x1.343d9fbcaac61p+740), 0x1.008eabc6c64a3p+9);
    CHECK_BITS(maths_log(0x1.de0b00ea70158p-580), -0x1.91669d8cbe0d9p+8);
    CHECK_BITS(maths_log(0x1.e0d0ee874899cp-568), -0x1.8913c958aa9f1p+8);
    CHECK_BITS(maths_log(0x0.0000000000001p-1022), -0x1.74385446d71c3p+9);
    CHECK_BITS(maths_log(0x0.012688b70e62bp-1022), -0x1.64e69394d9508p+9);
    CHECK_BITS(maths_log(0x1.fffffffffffffp-1), -0x1.0000000000000p-53);
    CHECK_BITS(maths_log(0x1.0000000000001p+0), 0x1.fffffffffffffp-53);
    CHECK_BITS(maths_log(0x1.0000000400000p+0), 0x1.fffffffc00000p-31);
    CHECK_BITS(maths_log(0x1.ffffe00000000p-1), -0x1.0000080000555p-20);
    CHECK_BITS(maths_log(0x1.fffffffffffffp+1023), 0x1.62e42fefa39efp+9);
    CHECK_BITS(maths_log(1), 0);
    CHECK_BITS(maths_log(0), -INFINITY);
    CHECK_BITS(maths_log(INFINITY), INFINITY);
    CHECK(isnan(maths_log(-1)));
    CHECK(isnan(maths_log(NAN)));
}

TEST(pow_rounds_correctly) {
    CHECK_BITS(maths_pow(0x1.f6ffe64a9d645p-1, 0x1.172ba4e6a8cd1p+3), 0x1.b69b15b14a720p-1);
    CHECK_BITS(maths_pow(0x1.283f9d2825ba4p-2, 0x1.33ac46dff4a06p+3), 0x1.bc77368e4a0adp-18);
    CHECK_BITS(maths_pow(0x1.1415193812552p-1, 0x1.b1cfbed20ef44p+2), 0x1.f213de08a6e31p-7);
    CHECK_BITS(maths_pow(0x1.a363712e81d64p-3, 0x1.2d1cc106be057p+3), 0x1.6308f7a97ea98p-22);
    CHECK_BITS(maths_pow(0x1.619bd20c99aa8p-1, 0x1.354cf2ce9a964p+3), 0x1.c9d2564cde5c2p-6);
    CHECK_BITS(maths_pow(0x1.c998825886bbdp-1, 0x1.7e73256373840p+1), 0x1.6e03678e789bdp-1);
    CHECK_BITS(maths_pow(0x1.71dbc6351ba9cp-2, 0x1.a8d8f62b74226p+0), 0x1.79e3da55e21f5p-3);
    CHECK_BITS(maths_pow(0x1.2a65c343892dcp-3, 0x1.4d83ecd46309ap-1), 0x1.2400219a0a6c6p-2);
    CHECK_BITS(maths_pow(0x1.0000000000000p-1, 0x1.0000000000000p-1), 0x1.6a09e667f3bcdp-1);
    CHECK_BITS(maths_pow(0x1.0000000000000p+1, 0x1.0000000000000p-1), 0x1.6a09e667f3bcdp+0);
    CHECK_BITS(maths_pow(0x1.3333333333333p-2, 0x1.8000000000000p+1), 0x1.ba5e353f7ced8p-6);
    CHECK_BITS(maths_pow(0x1.e666666666666p-1, 0x1.3880000000000p+13), 0x1.fdf0cf05e9ac6p-741);
    CHECK_BITS(maths_pow(0x1.fffffffffffffp-1, 0x1.0000000000000p+52), 0x1.368b2fc6f960ap-1);
    CHECK_BITS(maths_pow(0x1.0000000000001p+0, 0x1.6345785d8a000p+56), 0x1.06272889f21c5p+32);
    CHECK_BITS(maths_pow(0x1.56e1fc2f8f359p-997, 0x1.0886594af4f0ep+0), 0x0.012d6505f96cfp-1022);
    CHECK_BITS(maths_pow(0x1.8000000000000p+1, -0x1.4000000000000p+1), 0x1.06c22e8802d6ep-4);
    CHECK_BITS(maths_pow(0x1.999999999999ap-4, -0x1.2c80000000000p+8), 0x1.2e34f399a8763p+998);
    CHECK_BITS(maths_pow(0x1.fffffff800000p-1, -0x1.dcd6500400000p+29), 0x1.44d8b5d98f11ep+1);
    CHECK_BITS(maths_pow(0, 0), 1);
    CHECK_BITS(maths_pow(0, 2.5), 0);
    CHECK_BITS(maths_pow(0, -2.5), INFINITY);
    CHECK_BITS(maths_pow(0.5, INFINITY), 0);
    CHECK_BITS(maths_pow(2, INFINITY), INFINITY);
    CHECK_BITS(maths_pow(1, INFINITY), 1);
    CHECK_BITS(maths_pow(INFINITY, -0.5), 0);
    CHECK(isnan(maths_pow(-1, 0.5)));
    CHECK(isnan(maths_pow(0.5, NAN)));
}

TEST(cos_and_sin_round_correctly_also_far_from_0_and_next_to_their_zeros) {
    CHECK_BITS(maths_cos(-0x1.96d10a2ebeda8p+0), -0x1.2c50ec585b4c5p-6);
    CHECK_BITS(maths_cos(0x1.a656ab2c1ab50p-1), 0x1.5b775f969d9a0p-1);
    CHECK_BITS(maths_cos(-0x1.fc8922b3b6f64p+1), -0x1.590765a134c71p-1);
    CHECK_BITS(maths_cos(0x1.6c68cab52a438p+0), 0x1.2ca03bface5c2p-3);
    CHECK_BITS(maths_cos(-0x1.4bfcbaef19274p+0), 0x1.150ccebc2c664p-2);
    CHECK_BITS(maths_cos(-0x1.8534c6a507b1cp+0), 0x1.9d30ed2864b73p-5);
    CHECK_BITS(maths_cos(0x1.46299a272d1d0p+1), -0x1.a874f7468285dp-1);
    CHECK_BITS(maths_cos(-0x1.3b788a6dbb740p-3), 0x1.f9f00b10a2465p-1);
    CHECK_BITS(maths_cos(-0x1.67c772739fac4p+18), 0x1.6b33be71020c5p-1);
    CHECK_BITS(maths_cos(-0x1.2576747e52d50p+15), -0x1.663dc77ec538dp-1);
    CHECK_BITS(maths_cos(0x1.8fbe912b87814p+18), 0x1.062b19b534c79p-2);
    CHECK_BITS(maths_cos(-0x1.b09dc4827c517p+19), 0x1.fd511b60f68bfp-1);
    CHECK_BITS(maths_cos(0x1.cff6e40a8e1e6p+19), 0x1.8619c6888570fp-1);
    CHECK_BITS(maths_cos(0x1.921fb54442d18p+1), -0x1.0000000000000p+0);
    CHECK_BITS(maths_cos(0x1.921fb54442d18p+0), 0x1.1a62633145c07p-54);
    CHECK_BITS(maths_cos(0x1.2d97c7f3321d2p+2), -0x1.a79394c9e8a0ap-53);
    CHECK_BITS(maths_cos(0x1.65286144ada42p+51), 0x1.f182f56d0a5a4p-1);
    CHECK_BITS(maths_cos(0x1.0000000000000p+62), -0x1.6c2b1f820c708p-1);
    CHECK_BITS(maths_cos(0x1.feb3dd0676600p+62), 0x1.ca08e312ad94dp-1);
    CHECK_BITS(maths_cos(0x1.6ac5b262ca1ffp+52), 0x1.a06caf98845eep-1);
    CHECK_BITS(maths_cos(0x1.12e0be826d695p-30), 0x1.0000000000000p+0);
    CHECK_BITS(maths_cos(0x1.0000000000000p-27), 0x1.0000000000000p+0);
    CHECK_BITS(maths_cos(0x1.921fb54442d18p-1), 0x1.6a09e667f3bcdp-1);
    CHECK_BITS(maths_sin(-0x1.96d10a2ebeda8p+0), -0x1.ffe9faaa8d128p-1);
    CHECK_BITS(maths_sin(0x1.a656ab2c1ab50p-1), 0x1.780bf8baad635p-1);
    CHECK_BITS(maths_sin(-0x1.fc8922b3b6f64p+1), 0x1.7a48cc3ebbb70p-1);
    CHECK_BITS(maths_sin(0x1.6c68cab52a438p+0), 0x1.fa742f9c8e8fdp-1);
    CHECK_BITS(maths_sin(-0x1.4bfcbaef19274p+0), -0x1.ece78b982fa05p-1);
    CHECK_BITS(maths_sin(-0x1.8534c6a507b1cp+0), -0x1.ff592b1829092p-1);
    CHECK_BITS(maths_sin(0x1.46299a272d1d0p+1), 0x1.1e5274c434c90p-1);
    CHECK_BITS(maths_sin(-0x1.3b788a6dbb740p-3), -0x1.3a398a4f8a6e8p-3);
    CHECK_BITS(maths_sin(-0x1.67c772739fac4p+18), 0x1.68df188c32cdfp-1);
    CHECK_BITS(maths_sin(-0x1.2576747e52d50p+15), -0x1.6dcbee008135ap-1);
    CHECK_BITS(maths_sin(0x1.8fbe912b87814p+18), 0x1.eeef6eec31a1cp-1);
    CHECK_BITS(maths_sin(-0x1.b09dc4827c517p+19), 0x1.a2c9df07c2731p-4);
    CHECK_BITS(maths_sin(0x1.cff6e40a8e1e6p+19), -0x1.4b9c42f214349p-1);
    CHECK_BITS(maths_sin(0x1.921fb54442d18p+1), 0x1.1a62633145c07p-53);
    CHECK_BITS(maths_sin(0x1.921fb54442d18p+0), 0x1.0000000000000p+0);
    CHECK_BITS(maths_sin(0x1.2d97c7f3321d2p+2), -0x1.0000000000000p+0);
    CHECK_BITS(maths_sin(0x1.65286144ada42p+51), -0x1.e3c19275e1ff0p-3);
    CHECK_BITS(maths_sin(0x1.0000000000000p+62), -0x1.67e57355f0147p-1);
    CHECK_BITS(maths_sin(0x1.feb3dd0676600p+62), 0x1.c998366a75712p-2);
    CHECK_BITS(maths_sin(0x1.6ac5b262ca1ffp+52), -0x1.29e22e425cb7dp-1);
    CHECK_BITS(maths_sin(0x1.12e0be826d695p-30), 0x1.12e0be826d695p-30);
    CHECK_BITS(maths_sin(0x1.0000000000000p-27), 0x1.0000000000000p-27);
    CHECK_BITS(maths_sin(0x1.921fb54442d18p-1), 0x1.6a09e667f3bccp-1);
    CHECK_BITS(maths_cos(0), 1);
    CHECK_BITS(maths_cos(-1), maths_cos(1));
    CHECK_BITS(maths_sin(0), 0);
    CHECK_BITS(maths_sin(-1), -maths_sin(1));
    CHECK_BITS(maths_sin(1e-300), 1e-300);
    CHECK(isnan(maths_cos(INFINITY)));
    CHECK(isnan(maths_sin(NAN)));
    CHECK(isnan(maths_cos(9.3e18)));
}

TEST(sin_squared_plus_cos_squared_is_1) {
    for (double x = -40; x < 40; x += 0.00917) {
        double s = maths_sin(x), c = maths_cos(x);
        CHECK_NEAR(s * s + c * c, 1, 3e-16); // two roundings of squares and one of the sum
    }
}

TEST(log_undoes_exp) {
    for (double x = -700; x < 700; x += 0.317) CHECK_NEAR(maths_log(maths_exp(x)), x, 1.2e-16 + 1.2e-16 * fabs(x)); // half an ulp of e^x, half of x
}

TEST(extended_keeps_what_a_double_says) {
    double samples[] = {0, 5e-324, 1e-310, DBL_MIN, 0.1, 1.0 / 3, 1, 1.5, 9007199254740993.0, 1e300, DBL_MAX};
    for (int i = 0; i < (int)(sizeof samples / sizeof *samples); i++) {
        CHECK_BITS(extended_round(extended_from(samples[i])), samples[i]);
        CHECK_BITS(extended_round(extended_multiply(extended_from(samples[i]), extended_from(1))), samples[i]);
    }
    CHECK_BITS(extended_round(extended_from(-0.0)), 0);
}

TEST(extended_rounds_ties_to_even) {
    Extended half_ulp = extended_of(((Bits128)1 << 53) + 1, -53); // 1 + 2^-53, halfway between 1 and the next double
    CHECK_BITS(extended_round(half_ulp), 1);
    CHECK_BITS(extended_round(extended_of(((Bits128)1 << 53) + 3, -53)), 1 + 2 * DBL_EPSILON);
    CHECK_BITS(extended_round(extended_of(((Bits128)1 << 60) + 129, -60)), 1 + DBL_EPSILON); // just above the tie
    CHECK_BITS(extended_round(extended_of(1, -1075)), 0);                                     // half the smallest double
    CHECK_BITS(extended_round(extended_of(3, -1076)), 5e-324);
    CHECK_BITS(extended_round(extended_of(3, -1075)), 1e-323);
    CHECK_BITS(extended_round(extended_of(1, -1076)), 0);
    CHECK_BITS(extended_round(extended_of(~(Bits128)0, 1024 - 128)), INFINITY); // rounds up past the largest double
    CHECK_BITS(extended_round(extended_of(((Bits128)1 << 53) - 1, 971)), DBL_MAX);
    CHECK_BITS(extended_round(extended_of(((Bits128)1 << 54) - 1, 970)), INFINITY);
    CHECK_BITS(extended_round(extended_of(((Bits128)1 << 52) - 1, -1074)), DBL_MIN - 5e-324); // the largest subnormal
    CHECK_BITS(extended_round(extended_of(((Bits128)1 << 54) - 1, -1076)), DBL_MIN);          // rounds up into the normal ones
}

TEST(extended_powers_of_two_are_exact_and_saturate) {
    CHECK_BITS(extended_round(extended_power(extended_from(0.5), 1074)), 5e-324);
    CHECK_BITS(extended_round(extended_power(extended_from(0.5), 1075)), 0);
    CHECK_BITS(extended_round(extended_power(extended_from(2), 1023)), 0x1p1023);
    CHECK_BITS(extended_round(extended_power(extended_from(2), 1024)), INFINITY);
    CHECK_BITS(extended_round(extended_power(extended_from(2), UINT64_MAX)), INFINITY);
    CHECK_BITS(extended_round(extended_power(extended_from(0.5), UINT64_MAX)), 0);
    CHECK_BITS(extended_round(extended_power(extended_from(1), UINT64_MAX)), 1);
    CHECK_BITS(extended_round(extended_power(extended_from(0), 0)), 1);
    CHECK_BITS(extended_round(extended_power(extended_from(0), 5)), 0);
}

void suite_maths(void) {
    RUN(exp_rounds_correctly);
    RUN(log_rounds_correctly);
    RUN(pow_rounds_correctly);
    RUN(cos_and_sin_round_correctly_also_far_from_0_and_next_to_their_zeros);
    RUN(sin_squared_plus_cos_squared_is_1);
    RUN(log_undoes_exp);
    RUN(extended_keeps_what_a_double_says);
    RUN(extended_rounds_ties_to_even);
    RUN(extended_powers_of_two_are_exact_and_saturate);
}
