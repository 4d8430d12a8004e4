package io.crosscloud.verification.storm;

import io.crosscloud.spi.ForwardingTokenStore;
import io.crosscloud.spi.TokenStore;

/** A store that hands everything on to another. */
class PassingStore extends ForwardingTokenStore {
    final TokenStore real;

    PassingStore(TokenStore real) {
        super(real);
        this.real = real;
    }

    @Override
    public TokenStore withDelegate(TokenStore delegate) {
        return this; // the storm needs nothing that a manager hands down
    }
}
