package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.Seeds;
import io.tidegate.sample.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
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
                List<Breach> breaches = ledger.breaches(sample, naive.limits);
                // Then it is refused exactly where it would break a share, and human text never is
                List<Provenance> with = new ArrayList<>(naive.accepted);
                with.add(sample);
                boolean breaks = sample.syntheticCharacters() > 0 && naive.breaks(with, sample.generators());
                assertThat(!breaches.isEmpty() || !breaks)
                        .as("%s is let through with %s", sample, naive.limits)
                        .isTrue();
                if (!rounds || sample.syntheticCharacters() == 0) {
                    assertThat(breaches.isEmpty())
                            .as("%s is accepted with %s", sample, naive.limits)
                            .isEqualTo(!breaks);
                }
                assertThat(ledger.shareWith(sample, naive.limits)).isCloseTo(naive.share(with), within(2e-6));
                if (breaches.isEmpty()) {
                    ledger.accept(sample, naive.limits);
                    naive.accepted = with;
                    naive.assertPrefix(sample);
                }
            }
        });
    }

    @Test
    void breachSaysWhatWouldBe() {
        // Given one human and one synthetic sample
        Limits limits = limits(0.5, 0.4, Limits.Unit.SAMPLES, OptionalInt.empty(), 0, 0);
        Ledger ledger = new Ledger();
        ledger.accept(provenance(10, Map.of()), limits);
        ledger.accept(provenance(10, Map.of("a", 10)), limits);
        // When
        List<Breach> breaches = ledger.breaches(provenance(10, Map.of("a", 10)), limits);
        // Then
        assertThat(breaches)
                .containsExactly(
                        new Breach.SyntheticShare(2 / 3.0, 0.5, false), new Breach.GeneratorShare("a", 2 / 3.0, 0.4));
        assertThat(new Ledger().breaches(provenance(10, Map.of("a", 10)), limits))
                .contains(new Breach.SyntheticShare(1, 0.5, true));
    }

    @Test
    void generationAndUndeclaredOriginAreRefusedTogether() {
        // Given
        Limits limits = new Limits(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.of(1),
                Limits.Unit.SAMPLES,
                OptionalInt.empty(),
                0,
                0,
                false);
        Provenance deep = new Provenance(Origin.Kind.UNKNOWN, Optional.empty(), false, 2, 5, 5, Map.of("", 5));
        Provenance shallow = new Provenance(Origin.Kind.UNKNOWN, Optional.empty(), false, 1, 5, 5, Map.of("", 5));
        // Then
        assertThat(new Ledger().breaches(deep, limits))
                .containsExactly(new Breach.GenerationDepth(2, 1), new Breach.UnknownOrigin());
        assertThat(new Ledger().breaches(shallow, limits)).isEmpty();
        Limits refusing = new Limits(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                Limits.Unit.SAMPLES,
                OptionalInt.empty(),
                0,
                0,
                true);
        assertThat(new Ledger().breaches(shallow, refusing)).containsExactly(new Breach.UnknownOrigin());
    }

    @Test
    void furtherModelsThan256ArePooled() {
        // Given 256 models with 10 characters each, and 100 more of which nobody can have a tenth alone
        Limits off = limits(1, 1, Limits.Unit.CHARACTERS, OptionalInt.empty(), 0, 0);
        Ledger ledger = new Ledger();
        for (int model = 0; model < 356; model++) {
            ledger.accept(provenance(10, Map.of("m" + model, 10)), off);
        }
        // When
        Limits tenth = limits(1, 0.1, Limits.Unit.CHARACTERS, OptionalInt.empty(), 0, 0);
        // Then all of these are measured as one, and the others alone
        assertThat(ledger.breaches(provenance(10, Map.of("m400", 10)), tenth))
                .containsExactly(new Breach.GeneratorShare("", 1010 / 3570.0, 0.1));
        assertThat(ledger.breaches(provenance(10, Map.of("m300", 10)), tenth)).hasSize(1);
        assertThat(ledger.breaches(provenance(10, Map.of("m3", 10)), tenth)).isEmpty();
    }

    @Test
    void modelIsPooledOnlyOnceThereIsNoRoomForIt() {
        // Given 250 models, ten of which write a sample together with a new one
        Limits off = limits(1, 1, Limits.Unit.CHARACTERS, OptionalInt.empty(), 0, 0);
        Ledger ledger = new Ledger();
        for (int model = 0; model < 250; model++) {
            ledger.accept(provenance(1, Map.of("m" + model, 1)), off);
        }
        Map<String, Integer> together = new HashMap<>(Map.of("new", 5));
        for (int model = 0; model < 10; model++) {
            together.put("m" + model, 1);
        }
        // When
        ledger.accept(provenance(15, together), off);
        ledger.accept(provenance(5, Map.of("new", 5)), off);
        // Then all of its text is under its name
        assertThat(ledger.all(Limits.Unit.CHARACTERS).generator("new")).isEqualTo(10);
    }

    @Test
    void restoredLedgerJudgesAsTheOneThatItWas() {
        Seeds.each(300, random -> {
            // Given
            Naive naive = new Naive(random);
            Ledger before = new Ledger();
            List<Contribution> contributions = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                contributions.add(before.accept(provenance(random, EVEN_LENGTHS, 4), naive.limits));
            }
            // When
            Ledger after = new Ledger();
            TreeSet<String> models = new TreeSet<>();
            contributions.forEach(
                    contribution -> models.addAll(contribution.generators().keySet()));
            for (Limits.Unit unit : Limits.Unit.values()) {
                after.restore(
                        before.accepted(),
                        unit,
                        before.all(unit).total(),
                        before.all(unit).synthetic());
                models.forEach(model ->
                        after.restoreGenerator(model, unit, before.all(unit).generator(model)));
            }
            naive.limits
                    .windowLast()
                    .ifPresent(length ->
                            contributions.subList(Math.max(0, 40 - length), 40).forEach(after::restoreWindow));
            // Then
            for (int i = 0; i < 20; i++) {
                Provenance sample = provenance(random, EVEN_LENGTHS, 4);
                assertThat(after.breaches(sample, naive.limits)).isEqualTo(before.breaches(sample, naive.limits));
                assertThat(after.shareWith(sample, naive.limits)).isEqualTo(before.shareWith(sample, naive.limits));
                before.accept(sample, naive.limits);
                after.accept(sample, naive.limits);
            }
            assertThat(after.accepted()).isEqualTo(before.accepted());
        });
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
        return new Provenance(kind, Optional.empty(), true, synthetic == 0 ? 0 : 1, characters, synthetic, generators);
    }

    private static Limits limits(
            double maxShare,
            double maxGeneratorShare,
            Limits.Unit unit,
            OptionalInt windowLast,
            long baselineHuman,
            long baselineSynthetic) {
        return new Limits(
                OptionalDouble.of(maxShare),
                OptionalDouble.of(maxGeneratorShare),
                OptionalInt.empty(),
                unit,
                windowLast,
                baselineHuman,
                baselineSynthetic,
                false);
    }

    /** Random limits in hundredths, and sums taken anew from the list of all accepted samples, in whole numbers. */
    private static final class Naive {

        private final int maxShare;
        private final int maxGeneratorShare;
        private final Limits limits;
        private List<Provenance> accepted = new ArrayList<>();

        private Naive(Random random) {
            maxShare = random.nextInt(5) == 0 ? random.nextInt(2) * 100 : random.nextInt(101);
            maxGeneratorShare = random.nextInt(3) == 0 ? 100 : random.nextInt(101);
            boolean window = random.nextBoolean();
            limits = limits(
                    maxShare / 100.0,
                    maxGeneratorShare / 100.0,
                    random.nextBoolean() ? Limits.Unit.SAMPLES : Limits.Unit.CHARACTERS,
                    window ? OptionalInt.of(1 + random.nextInt(12)) : OptionalInt.empty(),
                    random.nextInt(3) == 0 ? random.nextInt(40) : 0,
                    random.nextInt(6) == 0 ? random.nextInt(10) : 0);
        }

        /** Whether these samples break the share or that of one of these models. */
        private boolean breaks(List<Provenance> samples, Map<String, Integer> models) {
            long total = total(samples);
            return 100 * synthetic(samples) > maxShare * total
                    || models.keySet().stream()
                            .anyMatch(model -> 100 * generator(samples, model) > maxGeneratorShare * total);
        }

        private void assertPrefix(Provenance last) {
            boolean synthetic = last.syntheticCharacters() > 0;
            boolean all = limits.windowLast().isEmpty();
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

        private double share(List<Provenance> samples) {
            return (double) synthetic(samples) / total(samples);
        }

        private long total(List<Provenance> samples) {
            return whole(limits.baselineHuman() + limits.baselineSynthetic())
                    + window(samples).stream()
                            .mapToLong(sample -> units(sample, sample.characters()))
                            .sum();
        }

        private long synthetic(List<Provenance> samples) {
            return whole(limits.baselineSynthetic())
                    + window(samples).stream()
                            .mapToLong(sample -> units(sample, sample.syntheticCharacters()))
                            .sum();
        }

        private long generator(List<Provenance> samples, String model) {
            return window(samples).stream()
                    .mapToLong(sample -> units(sample, sample.generators().getOrDefault(model, 0)))
                    .sum();
        }

        private List<Provenance> window(List<Provenance> samples) {
            int length = limits.windowLast().orElse(Integer.MAX_VALUE);
            return samples.subList(Math.max(0, samples.size() - length), samples.size());
        }

        private long units(Provenance sample, int characters) {
            return limits.unit() == Limits.Unit.CHARACTERS ? characters : SAMPLE / sample.characters() * characters;
        }

        private long whole(long count) {
            return limits.unit() == Limits.Unit.CHARACTERS ? count : SAMPLE * count;
        }
    }
}
