package io.tidegate.sample;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, by which all rooms name what must not change: records, policies, models. */
public final class Sha256 {

    private Sha256() {}

    /** The 32 bytes for all of these. */
    public static byte[] of(byte[] bytes) {
        return begin().digest(bytes);
    }

    /** For what comes piece by piece. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
