package dev.quittance.worker.lane;

import dev.quittance.protocol.Address;

/**
 * The right to act for a lane. It is worth nothing once the database holds a higher fencing token or the lease ended there.
 */
public record Lease(long laneId, Address address, long fencingToken) {}
