package dev.quittance.events;

import java.util.List;

/** What a service does with events. Called by one thread; the events of one partition come in order. */
@FunctionalInterface
public interface EventHandler {
    /**
     * Works through the events and commits. When it throws, nothing of the call may have been committed that a repetition
     * could not bear: the same events come again, together or one by one.
     *
     * @param events at least one, at most {@link ConsumerLimits#recordsMax()}
     * @throws MalformedEventException when an event can never be understood; it is set aside
     * @throws Exception any checked exception says that a dependency failed: the events come again until it is back
     */
    void handle(List<Event> events) throws Exception;
}
