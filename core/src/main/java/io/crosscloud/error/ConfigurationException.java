package io.crosscloud.error;

/** A setting is wrong, here or in a cloud's Setup; trying again changes nothing before it is changed. */
public final class ConfigurationException extends AuthException {
    private static final long serialVersionUID = 1;

    ConfigurationException(AuthFailure failure) {
        super(failure);
    }
}
