package io.tidegate.sample;

/**
 * One piece of a sample: a message of a conversation, a prompt, a completion, or a plain text.
 *
 * @param content the text; tool-call arguments follow the message's own text, each on a new line
 * @param origin the turn's own, else the sample's, as {@link Origin} tells
 */
public record Turn(Role role, String content, Origin origin) {

    /** Leaves out the content, which must not come into a log by way of a message. */
    @Override
    public String toString() {
        return "Turn[role=" + role + ", content of " + content.length() + " chars, origin=" + origin + "]";
    }
}
