/** Permit2 payments as the reference's clients make them. */
@org.jspecify.annotations.NullMarked
package dev.quittance.schemes.permit2;
