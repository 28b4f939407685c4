package io.tidegate.score.origin;

import io.tidegate.sample.Origin;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Evidence;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges the turns that are declared human and in which somebody answers: assistant turns, if the policy names that role, and plain
 * text. Who asks, instructs or quotes a model is not taken for one. A sample without such turns scores 0.
 */
final class OriginJudge implements Judge {

    private final Supplier<Giveaways> giveaways;
    private @Nullable Matcher matcher;

    OriginJudge(Supplier<Giveaways> giveaways) {
        this.giveaways = giveaways;
    }

    @Override
    public Score score(Sample sample, Set<Role> roles) {
        Score worst = Score.NONE;
        for (int i = 0; i < sample.turns().size(); i++) {
            Turn turn = sample.turns().get(i);
            if (turn.origin().kind() == Origin.Kind.HUMAN && answers(turn.role(), roles)) {
                if (matcher == null) {
                    matcher = new Matcher(giveaways.get());
                }
                double value = matcher.match(turn.content(), turn.role() == Role.ASSISTANT);
                if (value > worst.value()) {
                    worst = Score.of(value, new Evidence(i, matcher.spans()));
                }
            }
        }
        return worst;
    }

    private static boolean answers(Role role, Set<Role> roles) {
        return role == Role.TEXT || (role == Role.ASSISTANT && roles.contains(role));
    }
}
