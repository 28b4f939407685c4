package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidegate.sample.Arrival;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Reading;
import io.tidegate.sample.Sample;
import io.tidegate.sample.SampleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MixTest {

    private static final Mix MIX = Mix.parse("human=55,synthetic=83,generations=4,seed=9");

    private static List<Sample> samples(Mix mix, Predicate<Sample> accepted) {
        SampleReader reader = new SampleReader();
        MixStream stream = new MixStream(mix);
        List<Sample> samples = new ArrayList<>();
        for (Optional<Arrival> next = stream.next(); next.isPresent(); next = stream.next()) {
            Sample sample = ((Reading.Understood) reader.read(next.get())).sample();
            samples.add(sample);
            if (accepted.test(sample)) {
                stream.learn(text(sample));
            }
        }
        return samples;
    }

    private static String text(Sample sample) {
        return sample.turns().get(0).content();
    }

    private static boolean isHuman(Sample sample) {
        return sample.origin().kind() == Origin.Kind.HUMAN;
    }

    private static String wrong(String mix) {
        Failure failure = catchThrowableOfType(Failure.class, () -> Mix.parse(mix));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        return String.valueOf(failure.getMessage());
    }

    @Test
    void readsWhatIsStated() {
        assertThat(MIX).isEqualTo(new Mix(55, 83, 4, 9, Optional.empty()));
        assertThat(Mix.parse("synthetic=0, human=20,dataset=a=b")).isEqualTo(new Mix(20, 0, 10, 1, Optional.of("a=b")));
    }

    @Test
    void saysWhatIsWrongAndHowItGoes() {
        assertThat(wrong("human=100,sythetic=3")).contains("'sythetic'", "did you mean synthetic?", "human=1000,");
        assertThat(wrong("human=100")).contains("human=N,synthetic=N");
        assertThat(wrong("human")).contains("'human' is no KEY=VALUE");
        assertThat(wrong("human=1,human=2")).contains("human is there twice");
        assertThat(wrong("human=0,synthetic=1")).contains("human is a whole number from 1 to", "not '0'");
        assertThat(wrong("human=100,synthetic=many")).contains("not 'many'");
        assertThat(wrong("human=100,synthetic=1,seed=x")).contains("seed is a whole number, not 'x'");
        assertThat(wrong("human=10,synthetic=5")).contains("more human samples than generations (10)");
    }

    @Test
    void holdsWhatIsStated() {
        List<Sample> samples = samples(MIX, sample -> true);

        assertThat(samples).hasSize(138).hasSize(MIX.samples());
        assertThat(samples.stream().filter(MixTest::isHuman)).hasSize(55);
        assertThat(samples.stream().map(Sample::id)).doesNotHaveDuplicates();
        assertThat(samples).allMatch(sample -> sample.dataset().isEmpty());
        assertThat(samples.stream().map(MixTest::text))
                .allMatch(text -> text.split(" ", -1).length >= 40 && text.split(" ", -1).length <= 80);
        assertThat(samples(Mix.parse("human=11,synthetic=0,dataset=a\"b"), sample -> true))
                .allMatch(sample -> sample.dataset().equals(Optional.of("a\"b")));
    }

    @Test
    void generationsFollowEachOtherAndHumanTextComesFirst() {
        List<Sample> samples = samples(MIX, sample -> true);

        assertThat(samples.subList(0, 11)).allMatch(MixTest::isHuman);
        List<Integer> generations = samples.stream()
                .filter(sample -> !isHuman(sample))
                .map(sample -> sample.origin().generation())
                .map(OptionalInt::getAsInt)
                .toList();
        assertThat(generations).isSorted().contains(1, 2, 3, 4);
        assertThat(generations.stream().filter(generation -> generation == 1).count())
                .isBetween(20L, 21L);
    }

    @Test
    void theSameMixIsTheSameStreamAndAnotherSeedIsNot() {
        assertThat(samples(MIX, sample -> true)).isEqualTo(samples(MIX, sample -> true));
        assertThat(samples(new Mix(55, 83, 4, 10, Optional.empty()), sample -> true))
                .isNotEqualTo(samples(MIX, sample -> true));
    }

    @Test
    void whatIsAcceptedChangesWhatModelsWriteAndNothingElse() {
        List<Sample> all = samples(MIX, sample -> true);
        List<Sample> human = samples(MIX, MixTest::isHuman);

        assertThat(human.stream().map(Sample::origin))
                .isEqualTo(all.stream().map(Sample::origin).toList());
        assertThat(human.stream().filter(MixTest::isHuman))
                .isEqualTo(all.stream().filter(MixTest::isHuman).toList());
        assertThat(human).isNotEqualTo(all);
    }

    @Test
    void modelsWriteOnlyWordsThatWereAccepted() {
        List<Sample> samples = samples(MIX, MixTest::isHuman);
        List<String> read = samples.stream()
                .filter(MixTest::isHuman)
                .flatMap(sample -> List.of(text(sample).split(" ", -1)).stream())
                .toList();

        assertThat(samples.stream()
                        .filter(sample -> !isHuman(sample))
                        .flatMap(sample -> List.of(text(sample).split(" ", -1)).stream()))
                .isNotEmpty()
                .allMatch(read::contains);
    }

    @Test
    void laterGenerationsLearnFromWhatWasAcceptedSince() {
        List<Sample> samples = samples(MIX, sample -> true);
        Set<String> first = samples.subList(0, 11).stream()
                .flatMap(sample -> Stream.of(text(sample).split(" ", -1)))
                .collect(Collectors.toSet());

        assertThat(samples.stream()
                        .filter(sample -> sample.origin().generation().orElse(0) == 4)
                        .flatMap(sample -> Stream.of(text(sample).split(" ", -1))))
                .anyMatch(word -> !first.contains(word));
    }

    @Test
    void withoutAcceptedTextThereIsNoModel() {
        Failure failure = catchThrowableOfType(Failure.class, () -> samples(MIX, sample -> false));

        assertThat(failure).hasMessageContaining("nothing that a model could learn from");
        assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
    }
}
