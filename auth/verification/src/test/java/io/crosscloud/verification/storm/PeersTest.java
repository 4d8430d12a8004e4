package io.crosscloud.verification.storm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the storm's table says of others: without any storm, rotation ends their sessions. */
class PeersTest {
    @Test
    void googleAuth_losesEverySessionAtTheSecondRefresh() throws InterruptedException {
        Peers.Outcome outcome = Peers.GOOGLE_AUTH.run(1);

        assertThat(outcome.dead()).isEqualTo(10);
        assertThat(outcome.rotations()).isEqualTo(10);
        assertThat(outcome.spent()).isEqualTo(10);
    }

    @Test
    void springSecurity_keepsRotatedTokens_withOneThread() throws InterruptedException {
        Peers.Outcome outcome = Peers.SPRING_SECURITY.run(1);

        assertThat(outcome.dead()).isZero();
        assertThat(outcome.rotations()).isEqualTo(200);
    }

    @Test
    void springSecurity_losesSessionsToTheSecondThread() throws InterruptedException {
        assertThat(Peers.SPRING_SECURITY.run(2).dead()).isPositive();
    }
}
