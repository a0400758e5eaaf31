package io.rocketjob.mongo;

/**
 * Internal: a field of a fields object.
 *
 * @param name its name in the class
 * @param storedName its name in the document
 * @param type its Java type
 * @param editable whether people may change it
 * @param copiedOnRestart whether the next occurrence of a scheduled job gets its value
 * @param hidden whether its value must not be shown, because it or a part of it is
 * encrypted
 */
public record MappedField(String name, String storedName, Class<?> type, boolean editable, boolean copiedOnRestart,
		boolean hidden) {
}
