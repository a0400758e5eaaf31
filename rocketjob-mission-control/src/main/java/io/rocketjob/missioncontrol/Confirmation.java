package io.rocketjob.missioncontrol;

/**
 * A question before something is done that cannot be undone.
 *
 * @param question the question
 * @param subject what it is about
 * @param warning what will happen
 * @param verb what the button says
 * @param action the address that does it
 * @param back the address to which one goes without doing it
 * @param needsReason whether a reason must be given
 */
record Confirmation(String question, String subject, String warning, String verb, String action, String back,
		boolean needsReason) {
}
