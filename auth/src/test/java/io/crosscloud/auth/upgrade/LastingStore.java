package io.crosscloud.auth.upgrade;

import io.crosscloud.spi.ForwardingTokenStore;
import io.crosscloud.spi.TokenStore;

/** A store that outlives the hosts of a test, as one in memory does not say of itself. */
class LastingStore extends ForwardingTokenStore {
    LastingStore(TokenStore delegate) {
        super(delegate);
    }

    @Override
    public TokenStore withDelegate(TokenStore delegate) {
        return this; // a test has given it its clock
    }

    @Override
    public boolean persistent() {
        return true;
    }
}
