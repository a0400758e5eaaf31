package io.rocketjob.dirmon;

import java.util.List;

import io.rocketjob.RocketJobException;
import org.jspecify.annotations.Nullable;

/**
 * Something about an entry of the directory monitor is wrong, or not possible now.
 *
 * @since 0.1.0
 */
public class DirectoryMonitorException extends RocketJobException {

	private final @Nullable String entry;

	private final List<String> problems;

	private final @Nullable String place;

	/**
	 * Makes an exception.
	 * @param message what is wrong
	 * @param cause why, or {@code null}
	 */
	public DirectoryMonitorException(String message, @Nullable Throwable cause) {
		super(message, cause);
		this.entry = null;
		this.problems = List.of(message);
		this.place = null;
	}

	/**
	 * Makes an exception on all that is wrong with an entry.
	 * @param entry the name of the entry
	 * @param problems what is wrong, each text beginning with the name of the value
	 */
	public DirectoryMonitorException(String entry, List<String> problems) {
		super("The entry '" + entry + "' is wrong: " + String.join("; ", problems));
		this.entry = entry;
		this.problems = List.copyOf(problems);
		this.place = null;
	}

	private DirectoryMonitorException(DirectoryMonitorException same, String entry, String place) {
		super("The entry '" + entry + "', declared by " + place + ", is wrong: " + String.join("; ", same.problems),
				same.getCause());
		this.entry = entry;
		this.problems = same.problems;
		this.place = place;
	}

	DirectoryMonitorException declaredBy(String where) {
		return (this.entry != null) ? new DirectoryMonitorException(this, this.entry, where) : this;
	}

	/**
	 * Which entry is wrong.
	 * @return the name of the entry whose values {@link #problems} are about;
	 * {@code null} when they are about something else
	 */
	public @Nullable String entry() {
		return this.entry;
	}

	/**
	 * Where the application declares the entry that is wrong.
	 * @return the place in words, {@code null} for an entry that it does not declare
	 */
	public @Nullable String place() {
		return this.place;
	}

	/**
	 * What is wrong.
	 * @return the problems, at least one
	 */
	public List<String> problems() {
		return this.problems;
	}

}
