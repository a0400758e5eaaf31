package io.rocketjob.operation;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What can be said of an entry of the directory monitor, for a form.
 *
 * @param values texts by name. {@code properties} are lines of {@code name=value}, and
 * {@code leftOut} lines of patterns. Properties that the operator may not see, or that
 * cannot be seen in a form, are left out
 * @param jobClasses the job classes of which the operator may create jobs
 * @param announcements what senders may say of their files
 * @param version what {@link DirmonOperations#update} is given, {@code null} for a new
 * entry
 * @param declared whether a stored entry is changed that the configuration of this
 * process declares, so that a change lasts until the next start
 * @since 0.1.0
 */
public record DirmonFormDescriptor(Map<String, String> values, List<String> jobClasses, List<String> announcements,
		@Nullable String version, boolean declared) {
}
