/** What the schemes have in common that move the asset through Permit2: each has its own spender, and says what it may do. */
@NullMarked
package dev.quittance.schemes.permit2;

import org.jspecify.annotations.NullMarked;
