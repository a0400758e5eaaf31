package io.rocketjob.logging;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Internal: replaces the values of encrypted fields in texts that are stored or logged.
 * Thread-safe.
 */
public final class Redaction {

	/** For what has no encrypted fields. */
	public static final Redaction NONE = new Redaction(List.of());

	/** Shorter ones are in every text, and replacing them would show where. */
	private static final int SHORTEST = 4;

	private static final String INSTEAD = "***";

	/** The longest first, because they may contain others. */
	private final List<String> secrets;

	private Redaction(List<String> secrets) {
		this.secrets = secrets;
	}

	/**
	 * Makes a redaction.
	 * @param secrets the values, as they may appear in texts
	 * @return what replaces those that are long enough
	 */
	public static Redaction of(Collection<String> secrets) {
		List<String> hidden = new HashSet<>(secrets).stream()
			.filter((secret) -> secret.length() >= SHORTEST && !secret.isBlank())
			.sorted(Comparator.comparingInt(String::length).reversed())
			.toList();
		return hidden.isEmpty() ? NONE : new Redaction(hidden);
	}

	/**
	 * Joins two.
	 * @param other another
	 * @return what replaces the values of both
	 */
	public Redaction and(Redaction other) {
		if (this == NONE || other == NONE) {
			return (this == NONE) ? other : this;
		}
		Collection<String> all = new HashSet<>(this.secrets);
		all.addAll(other.secrets);
		return of(all);
	}

	/**
	 * Replaces the values in a text.
	 * @param text the text
	 * @return the text without them
	 */
	public String text(String text) {
		String shown = text;
		for (String secret : this.secrets) {
			shown = shown.replace(secret, INSTEAD);
		}
		return shown;
	}

	public @Nullable String textOrNull(@Nullable String text) {
		return (text != null) ? text(text) : null;
	}

	/**
	 * Makes an exception fit to be logged.
	 * @param thrown the exception
	 * @return the exception itself where there is nothing to hide, otherwise one with the
	 * same stack traces and changed messages
	 */
	public Throwable loggable(Throwable thrown) {
		return (this == NONE) ? thrown : RedactedException.of(thrown, this);
	}

}
