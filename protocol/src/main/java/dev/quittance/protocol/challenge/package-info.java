/** Challenge ids: stateless, unguessable, bound to one request of one tenant on exact terms. */
@NullMarked
package dev.quittance.protocol.challenge;

import org.jspecify.annotations.NullMarked;
