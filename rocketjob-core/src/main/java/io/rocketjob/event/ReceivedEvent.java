package io.rocketjob.event;

import org.bson.Document;

/**
 * Internal: an event as it was read.
 *
 * @param name which subscribers it is for
 * @param action what they are to do
 * @param parameters the parameters, as they are stored
 * @param from which process has published it
 * @param own whether that is this very process
 */
public record ReceivedEvent(String name, String action, Document parameters, String from, boolean own) {
}
