package dev.quittance.signer.principal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a resource that spends {@link TokenId} itself, in the transaction of what the token permits. Every other resource's
 * tokens are spent before it is reached.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TokenSpentInside {}
