package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.Seeds;
import io.tidegate.sample.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LedgerTest {

    /** Lengths of texts; a millionth of a sample is a whole fraction of each, so that the ledger's rounding changes nothing. */
    private static final int[] EVEN_LENGTHS = {1, 2, 4, 5, 8, 10, 16, 20, 25, 50, 100};

    /** Lengths of which a sample's part must be rounded. */
    private static final int[] ODD_LENGTHS = {3, 6, 7, 9, 21, 63};

    /** A sample in the naive sums: every length above divides it. */
    private static final long SAMPLE = 63_000_000;

    @Test
    @DisplayName(
            "Law 3: every prefix of what is accepted obeys its shares, in exact fractions, over 10,000 random streams")
    void law3_everyPrefixObeysItsShares() {
        Seeds.each(10_000, random -> {
            boolean rounds = random.nextInt(4) == 0;
            int[] lengths = rounds ? ODD_LENGTHS : EVEN_LENGTHS;
            Naive naive = new Naive(random);
            Ledger ledger = new Ledger();
            int models = 1 + random.nextInt(4);
            for (int i = 0; i < 30; i++) {
                // When
                Provenance sample = provenance(random, lengths, models);
                long second = naive.nextSecond();
                Assessment assessment = ledger.assess(sample, naive.limits, second);
                List<Breach> breaches = assessment.breaches();
                // Then it is refused exactly where it would break a share, and human text never is
                List<Accepted> with = naive.with(sample, second);
                boolean breaks = sample.syntheticCharacters() > 0 && naive.breaks(with, sample.generators());
                assertThat(!breaches.isEmpty() || !breaks)
                        .as("%s is let through with %s", sample, naive.limits)
                        .isTrue();
                if (!rounds || sample.syntheticCharacters() == 0) {
                    assertThat(breaches.isEmpty())
                            .as("%s is accepted with %s", sample, naive.limits)
                            .isEqualTo(!breaks);
                }
                assertThat(assessment.share()).isCloseTo(naive.share(with), within(2e-6));
                if (breaches.isEmpty()) {
                    ledger.accept(sample, naive.limits, second);
                    naive.accepted = with;
                    naive.assertPrefix(sample);
                }
            }
        });
    }

    @Test
    void breachSaysWhatWouldBe() {
        // Given one human and one synthetic sample
        Limits limits = limits(0.5, 0.4, Limits.Unit.SAMPLES, new Window.All(), 0, 0);
        Ledger ledger = new Ledger();
        ledger.accept(provenance(10, Map.of()), limits, 0);
        ledger.accept(provenance(10, Map.of("a", 10)), limits, 0);
        // When
        List<Breach> breaches = breaches(ledger, provenance(10, Map.of("a", 10)), limits);
        // Then
        assertThat(breaches)
                .containsExactly(
                        new Breach.SyntheticShare(2 / 3.0, 0.5, false), new Breach.GeneratorShare("a", 2 / 3.0, 0.4));
        assertThat(breaches(new Ledger(), provenance(10, Map.of("a", 10)), limits))
                .contains(new Breach.SyntheticShare(1, 0.5, true));
    }

    @Test
    void generationAndUndeclaredOriginAreRefusedTogether() {
        // Given
        Limits limits = new Limits(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.of(1),
                OptionalLong.empty(),
                Limits.Unit.SAMPLES,
                new Window.All(),
                0,
                0,
                false);
        Provenance deep = new Provenance(Origin.Kind.UNKNOWN, Optional.empty(), false, 2, 0, 5, 5, Map.of("", 5));
        Provenance shallow = new Provenance(Origin.Kind.UNKNOWN, Optional.empty(), false, 1, 0, 5, 5, Map.of("", 5));
        // Then
        assertThat(breaches(new Ledger(), deep, limits))
                .containsExactly(new Breach.GenerationDepth(2, 1), new Breach.UnknownOrigin(false));
        assertThat(breaches(new Ledger(), shallow, limits)).isEmpty();
        Limits refusing = new Limits(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                Limits.Unit.SAMPLES,
                new Window.All(),
                0,
                0,
                true);
        assertThat(breaches(new Ledger(), shallow, refusing)).containsExactly(new Breach.UnknownOrigin(true));
    }

    @Test
    void furtherModelsThan256ArePooled() {
        // Given 256 models with 10 characters each, and 100 more of which nobody can have a tenth alone
        Limits off = limits(1, 1, Limits.Unit.CHARACTERS, new Window.All(), 0, 0);
        Ledger ledger = new Ledger();
        for (int model = 0; model < 356; model++) {
            ledger.accept(provenance(10, Map.of("m" + model, 10)), off, 0);
        }
        // When
        Limits tenth = limits(1, 0.1, Limits.Unit.CHARACTERS, new Window.All(), 0, 0);
        // Then all of these are measured as one, and the others alone
        assertThat(breaches(ledger, provenance(10, Map.of("m400", 10)), tenth))
                .containsExactly(new Breach.GeneratorShare("", 1010 / 3570.0, 0.1));
        assertThat(breaches(ledger, provenance(10, Map.of("m300", 10)), tenth)).hasSize(1);
        assertThat(breaches(ledger, provenance(10, Map.of("m3", 10)), tenth)).isEmpty();
    }

    @Test
    void modelIsPooledOnlyOnceThereIsNoRoomForIt() {
        // Given 250 models, ten of which write a sample together with a new one
        Limits off = limits(1, 1, Limits.Unit.CHARACTERS, new Window.All(), 0, 0);
        Ledger ledger = new Ledger();
        for (int model = 0; model < 250; model++) {
            ledger.accept(provenance(1, Map.of("m" + model, 1)), off, 0);
        }
        Map<String, Integer> together = new HashMap<>(Map.of("new", 5));
        for (int model = 0; model < 10; model++) {
            together.put("m" + model, 1);
        }
        // When
        ledger.accept(provenance(15, together), off, 0);
        ledger.accept(provenance(5, Map.of("new", 5)), off, 0);
        // Then all of its text is under its name
        assertThat(ledger.all().generator("new").characters()).isEqualTo(10);
    }

    @Test
    void restoredLedgerJudgesAsTheOneThatItWas() {
        Seeds.each(300, random -> {
            // Given
            Naive naive = new Naive(random);
            Ledger before = new Ledger();
            for (int i = 0; i < 40; i++) {
                before.accept(provenance(random, EVEN_LENGTHS, 4), naive.limits, naive.nextSecond());
            }
            // When
            Ledger after = new Ledger();
            after.restore(before.accepted(), before.all().total(), before.all().synthetic(), before.partsKind());
            before.all().generators().forEach(after::restoreGenerator);
            List<Ledger.Part> parts = new ArrayList<>(before.partsFrom(0));
            Collections.reverse(parts);
            parts.forEach(after::restorePart);
            // Then
            for (int i = 0; i < 20; i++) {
                Provenance sample = provenance(random, EVEN_LENGTHS, 4);
                long second = naive.nextSecond();
                assertThat(after.assess(sample, naive.limits, second))
                        .isEqualTo(before.assess(sample, naive.limits, second));
                assertThat(after.share(naive.limits)).isEqualTo(before.share(naive.limits));
                assertThat(after.room("m1", naive.limits)).isEqualTo(before.room("m1", naive.limits));
                before.accept(sample, naive.limits, second);
                after.accept(sample, naive.limits, second);
            }
            assertThat(after.accepted()).isEqualTo(before.accepted());
            assertThat(after.partsFrom(0)).isEqualTo(before.partsFrom(0));
        });
    }

    @Test
    void windowOfAnotherKindBeginsAnewAndAShorterOneKeepsItsNewest() {
        Seeds.each(300, random -> {
            // Given a ledger with 30 samples in one window
            Ledger ledger = new Ledger();
            Window before = window(random);
            List<Accepted> accepted = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Provenance sample = provenance(random, EVEN_LENGTHS, 4);
                ledger.accept(sample, limits(1, 1, Limits.Unit.CHARACTERS, before, 0, 0), i);
                accepted.add(new Accepted(sample, i));
            }
            // When another comes
            Window after = window(random);
            Limits limits = limits(1, 1, Limits.Unit.CHARACTERS, after, 0, 0);
            ledger.narrow(after);
            // Then it holds what both windows hold, and what comes from now on
            if (!(after instanceof Window.All) && before.partsKind() != after.partsKind()) {
                accepted.clear();
            } else {
                accepted = new ArrayList<>(Naive.window(accepted, before));
            }
            for (int i = 30; i < 45; i++) {
                List<Accepted> now = after instanceof Window.All ? List.of() : Naive.window(accepted, after);
                if (!(after instanceof Window.All)) {
                    long all = now.stream()
                            .mapToLong(each -> each.sample().characters())
                            .sum();
                    long made = now.stream()
                            .mapToLong(each -> each.sample().syntheticCharacters())
                            .sum();
                    assertThat(ledger.share(limits)).isEqualTo(all == 0 ? 0 : (double) made / all);
                }
                Provenance sample = provenance(random, EVEN_LENGTHS, 4);
                ledger.accept(sample, limits, i);
                accepted.add(new Accepted(sample, i));
            }
        });
    }

    @Test
    void timeWindowMovesWithWhatIsAcceptedAndNeverBack() {
        // Given a window of four minutes, in steps of a second, and half may be synthetic
        Limits limits = limits(0.5, 1, Limits.Unit.SAMPLES, new Window.Time(240), 0, 0);
        Ledger ledger = new Ledger();
        Provenance human = provenance(10, Map.of());
        Provenance model = provenance(10, Map.of("a", 10));
        ledger.accept(human, limits, 1_000);
        ledger.accept(model, limits, 1_000);
        // Then a late record finds the same window
        assertThat(breaches(ledger, model, limits)).hasSize(1);
        assertThat(ledger.assess(model, limits, 1_239).breaches()).hasSize(1);
        // When the older human text leaves with time, humans are not refused for it
        assertThat(ledger.assess(human, limits, 1_240).breaches()).isEmpty();
        ledger.accept(human, limits, 1_240);
        // Then the synthetic one has left as well
        assertThat(ledger.assess(model, limits, 1_240).breaches()).isEmpty();
        ledger.accept(model, limits, 1_100);
        assertThat(ledger.assess(model, limits, 1_240).breaches()).hasSize(1);
    }

    @Test
    void humanTextComesFirstWhereThePolicySaysSo() {
        Limits floor = new Limits(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalLong.of(3),
                Limits.Unit.SAMPLES,
                new Window.Last(1),
                1,
                0,
                false);
        Ledger ledger = new Ledger();
        Provenance model = provenance(10, Map.of("a", 10));
        assertThat(breaches(ledger, model, floor)).containsExactly(new Breach.HumanFloor(1, 3));
        ledger.accept(provenance(10, Map.of()), floor, 0);
        // A mixed sample's human part counts, once it is accepted
        ledger.accept(provenance(10, Map.of("a", 4)), floor, 0);
        assertThat(breaches(ledger, model, floor)).containsExactly(new Breach.HumanFloor(2, 3));
        assertThat(ledger.room("a", floor)).hasValue(0);
        assertThat(breaches(ledger, provenance(10, Map.of()), floor)).isEmpty();
        ledger.accept(provenance(10, Map.of()), floor, 0);
        assertThat(breaches(ledger, model, floor)).isEmpty();
        assertThat(ledger.room("a", floor)).isEmpty();
    }

    @Test
    void roomIsWhatFitsInAndOneMoreDoesNot() {
        Seeds.each(2_000, random -> {
            // Given a ledger without a window that would move on
            Limits limits = limits(
                    random.nextInt(101) / 100.0,
                    random.nextInt(101) / 100.0,
                    random.nextBoolean() ? Limits.Unit.SAMPLES : Limits.Unit.CHARACTERS,
                    new Window.All(),
                    random.nextInt(20),
                    random.nextInt(5));
            Ledger ledger = new Ledger();
            for (int i = random.nextInt(20); i > 0; i--) {
                ledger.accept(provenance(random, EVEN_LENGTHS, 4), limits, 0);
            }
            // When
            long room = ledger.room("m1", limits).orElse(1_000);
            // Then
            Provenance one = provenance(1, Map.of("m1", 1));
            for (long i = Math.min(room, 200); i > 0; i--) {
                assertThat(breaches(ledger, one, limits))
                        .as("%s of %s", i, room)
                        .isEmpty();
                ledger.accept(one, limits, 0);
            }
            assertThat(breaches(ledger, one, limits).isEmpty()).isEqualTo(room > 200);
        });
    }

    private static List<Breach> breaches(Ledger ledger, Provenance sample, Limits limits) {
        return ledger.assess(sample, limits, 0).breaches();
    }

    private static Window window(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Window.All();
            case 1 -> new Window.Time(1 + random.nextInt(12));
            case 2 -> new Window.Time(241 + random.nextInt(800));
            default -> new Window.Last(1 + random.nextInt(12));
        };
    }

    private static Provenance provenance(Random random, int[] lengths, int models) {
        int characters = lengths[random.nextInt(lengths.length)];
        Map<String, Integer> generators = new HashMap<>();
        switch (random.nextInt(3)) {
            case 0 -> {}
            case 1 -> generators.put("m" + random.nextInt(models), characters);
            default -> {
                for (int left = random.nextInt(characters + 1); left > 0; ) {
                    int part = 1 + random.nextInt(left);
                    generators.merge("m" + random.nextInt(models), part, Integer::sum);
                    left -= part;
                }
            }
        }
        return provenance(characters, generators);
    }

    private static Provenance provenance(int characters, Map<String, Integer> generators) {
        int synthetic = generators.values().stream().mapToInt(i -> i).sum();
        Origin.Kind kind = synthetic == 0
                ? Origin.Kind.HUMAN
                : synthetic == characters ? Origin.Kind.SYNTHETIC : Origin.Kind.MIXED;
        return new Provenance(
                kind, Optional.empty(), true, synthetic == 0 ? 0 : 1, 0, characters, synthetic, generators);
    }

    private static Limits limits(
            double maxShare,
            double maxGeneratorShare,
            Limits.Unit unit,
            Window window,
            long baselineHuman,
            long baselineSynthetic) {
        return new Limits(
                OptionalDouble.of(maxShare),
                OptionalDouble.of(maxGeneratorShare),
                OptionalInt.empty(),
                OptionalLong.empty(),
                unit,
                window,
                baselineHuman,
                baselineSynthetic,
                false);
    }

    /** An accepted sample and the clock when it was. */
    private record Accepted(Provenance sample, long second) {}

    /** Random limits in hundredths, and sums taken anew from the list of all accepted samples, in whole numbers. */
    private static final class Naive {

        private final int maxShare;
        private final int maxGeneratorShare;
        private final Limits limits;
        private final Random random;
        private List<Accepted> accepted = new ArrayList<>();
        private long now = 1_000_000;

        private Naive(Random random) {
            this.random = random;
            maxShare = random.nextInt(5) == 0 ? random.nextInt(2) * 100 : random.nextInt(101);
            maxGeneratorShare = random.nextInt(3) == 0 ? 100 : random.nextInt(101);
            limits = limits(
                    maxShare / 100.0,
                    maxGeneratorShare / 100.0,
                    random.nextBoolean() ? Limits.Unit.SAMPLES : Limits.Unit.CHARACTERS,
                    LedgerTest.window(random),
                    random.nextInt(3) == 0 ? random.nextInt(40) : 0,
                    random.nextInt(6) == 0 ? random.nextInt(10) : 0);
        }

        /** Whether these samples break the share or that of one of these models. */
        private boolean breaks(List<Accepted> samples, Map<String, Integer> models) {
            long total = total(samples);
            return 100 * synthetic(samples) > maxShare * total
                    || models.keySet().stream()
                            .anyMatch(model -> 100 * generator(samples, model) > maxGeneratorShare * total);
        }

        /** Record times: mostly on, at times late. */
        private long nextSecond() {
            now += random.nextInt(4);
            return random.nextInt(5) == 0 ? now - random.nextInt(900) : now;
        }

        private List<Accepted> with(Provenance sample, long second) {
            long clock = accepted.isEmpty()
                    ? second
                    : accepted.get(accepted.size() - 1).second();
            List<Accepted> with = new ArrayList<>(accepted);
            with.add(new Accepted(sample, Math.max(clock, second)));
            return with;
        }

        private void assertPrefix(Provenance last) {
            boolean synthetic = last.syntheticCharacters() > 0;
            boolean all = limits.window() instanceof Window.All;
            // A baseline can lie above the limit from the start; human text then brings the share down to it.
            if (synthetic || (all && limits.baselineSynthetic() == 0)) {
                assertThat(100 * synthetic(accepted))
                        .as("synthetic units of %s under %s", accepted, limits)
                        .isLessThanOrEqualTo(maxShare * total(accepted));
            }
            for (int i = 0; i < 4; i++) {
                if (all || last.generators().containsKey("m" + i)) {
                    assertThat(100 * generator(accepted, "m" + i))
                            .as("units of m%d of %s under %s", i, accepted, limits)
                            .isLessThanOrEqualTo(maxGeneratorShare * total(accepted));
                }
            }
        }

        private double share(List<Accepted> samples) {
            return (double) synthetic(samples) / total(samples);
        }

        private long total(List<Accepted> samples) {
            return whole(limits.baselineHuman() + limits.baselineSynthetic())
                    + window(samples, limits.window()).stream()
                            .mapToLong(
                                    each -> units(each.sample(), each.sample().characters()))
                            .sum();
        }

        private long synthetic(List<Accepted> samples) {
            return whole(limits.baselineSynthetic())
                    + window(samples, limits.window()).stream()
                            .mapToLong(
                                    each -> units(each.sample(), each.sample().syntheticCharacters()))
                            .sum();
        }

        private long generator(List<Accepted> samples, String model) {
            return window(samples, limits.window()).stream()
                    .mapToLong(each ->
                            units(each.sample(), each.sample().generators().getOrDefault(model, 0)))
                    .sum();
        }

        private static List<Accepted> window(List<Accepted> samples, Window window) {
            if (window instanceof Window.Last last) {
                return samples.subList(Math.max(0, samples.size() - last.samples()), samples.size());
            }
            if (window instanceof Window.Time time && !samples.isEmpty()) {
                // Steps of a 240th, of which the newest is not yet over
                long step = (time.seconds() + 239) / 240;
                long steps = (time.seconds() + step - 1) / step;
                long oldest = samples.get(samples.size() - 1).second() / step - steps + 1;
                return samples.stream()
                        .filter(each -> each.second() / step >= oldest)
                        .toList();
            }
            return samples;
        }

        private long units(Provenance sample, int characters) {
            return limits.unit() == Limits.Unit.CHARACTERS ? characters : SAMPLE / sample.characters() * characters;
        }

        private long whole(long count) {
            return limits.unit() == Limits.Unit.CHARACTERS ? count : SAMPLE * count;
        }
    }
}
