package io.crosscloud.session;

/**
 * A business unit of an Engagement tenant. A token acts in exactly one.
 *
 * @param mid the member id (MID), a positive number; {@code account_id} on the wire
 */
public record BusinessUnit(long mid) {
    /** @throws IllegalArgumentException if the MID is not positive */
    public BusinessUnit {
        if (mid <= 0) {
            throw new IllegalArgumentException("business unit: " + mid + " (expected: the MID, a positive number)");
        }
    }

    /** The business unit with this MID. */
    public static BusinessUnit of(long mid) {
        return new BusinessUnit(mid);
    }

    @Override
    public String toString() {
        return Long.toString(mid);
    }
}
