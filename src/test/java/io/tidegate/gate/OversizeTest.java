package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Policies;
import io.tidegate.Samples;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Header;
import io.tidegate.sample.Sha256;
import io.tidegate.sample.Source;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OversizeTest {

    @Test
    void limitsThemselvesPass() {
        // Given a key and headers of exactly as many bytes as they may have
        Header header = new Header("é", new byte[Oversize.MAX_HEADER_BYTES - 8 - 2]);
        Arrival arrival = arrival(new byte[Oversize.MAX_KEY_BYTES], List.of(header), new byte[1_000]);
        // Then
        assertThat(Oversize.reasons(arrival, 1_000)).isEmpty();
        // And a name with characters of one to four bytes
        Header wide = new Header("aé你🖕", new byte[Oversize.MAX_HEADER_BYTES - 8 - 10]);
        Header wider = new Header("aé你🖕", new byte[Oversize.MAX_HEADER_BYTES - 8 - 9]);
        assertThat(Oversize.reasons(arrival(null, List.of(wide), new byte[1]), 1))
                .isEmpty();
        assertThat(Oversize.reasons(arrival(null, List.of(wider), new byte[1]), 1))
                .hasSize(1);
        assertThat(Oversize.reasons(Arrival.of(new Source("t", 0, 0), new byte[0]), 0))
                .isEmpty();
    }

    @Test
    @DisplayName("Law 2: each part that is too large leaves empty, with its length and its SHA-256")
    void law2_everyPartThatIsTooLargeIsNamed() throws Exception {
        // Given
        byte[] value = new byte[TestGate.MAX_SAMPLE_BYTES + 1];
        byte[] key = new byte[Oversize.MAX_KEY_BYTES + 1];
        List<Header> headers =
                List.of(new Header("a", null), new Header("b", new byte[Oversize.MAX_HEADER_BYTES - 17]));
        // When
        Verdict verdict = new TestGate(Policies.builtIn()).decide(arrival(key, headers, value));
        // Then
        assertThat(TestGate.rules(verdict)).containsOnly("oversized").hasSize(3);
        assertThat(verdict.empties("value") && verdict.empties("key") && verdict.empties("headers"))
                .isTrue();
        assertThat(verdict.reasons().get(0))
                .isEqualTo(Reason.of(
                        Rule.OVERSIZED,
                        value.length,
                        TestGate.MAX_SAMPLE_BYTES,
                        new Reason.Part(
                                "value", HexFormat.of().formatHex(Sha256.begin().digest(value)))));
        assertThat(verdict.reasons().get(2).observed().getAsDouble()).isEqualTo(Oversize.MAX_HEADER_BYTES + 1);
        assertThat(verdict.place()).isEmpty();
        assertThat(verdict.id()).isEqualTo("t-1-2");
    }

    @Test
    void onlyThePartThatIsTooLargeIsEmptied() {
        Verdict verdict = new TestGate(Policies.builtIn())
                .decide(arrival(new byte[Oversize.MAX_KEY_BYTES + 1], List.of(), new byte[10]));
        assertThat(verdict.empties("key")).isTrue();
        assertThat(verdict.empties("value") || verdict.empties("headers")).isFalse();
        assertThat(new TestGate(Policies.builtIn())
                        .decide(Samples.text("fine").at(0))
                        .empties("value"))
                .isFalse();
    }

    @Test
    void manySmallHeadersAreTooLargeTogether() {
        List<Header> headers = Collections.nCopies(Oversize.MAX_HEADER_BYTES / 9 + 1, new Header("a", null));
        assertThat(Oversize.reasons(arrival(null, headers, new byte[0]), 10)).hasSize(1);
    }

    @Test
    void hashOfHeadersTellsTheirNamesValuesAndOrderApart() {
        Header a = new Header("a", new byte[40_000]);
        Header b = new Header("b", new byte[40_000]);
        Header none = new Header("c", null);
        Header empty = new Header("c", new byte[0]);
        assertThat(List.of(
                        sha256(List.of(a, b)),
                        sha256(List.of(b, a)),
                        sha256(List.of(a, b, none)),
                        sha256(List.of(a, b, empty)),
                        sha256(List.of(a, a))))
                .doesNotHaveDuplicates();
    }

    private static String sha256(List<Header> headers) {
        return ((Reason.Part) Oversize.reasons(arrival(null, headers, new byte[0]), 10)
                        .get(0)
                        .evidence()
                        .orElseThrow())
                .sha256();
    }

    private static Arrival arrival(byte @Nullable [] key, List<Header> headers, byte[] value) {
        return Samples.record(new Source("t", 1, 2), key, headers, value);
    }
}
