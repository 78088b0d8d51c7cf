/** Request tokens: JWTs that let one request, and no other, through the signer's door. */
@NullMarked
package dev.quittance.protocol.token;

import org.jspecify.annotations.NullMarked;
