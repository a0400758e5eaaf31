package io.rocketjob.missioncontrol;

import jakarta.servlet.http.HttpServletRequest;

/**
 * How much the application takes of a form with a file.
 *
 * @param file how many bytes of a file, negative for any number
 * @param request how many bytes of a whole request, negative for any number
 * @since 0.1.0
 */
public record UploadLimits(long file, long request) {

	/** What a form has besides its file, at most. */
	private static final long REST = 64 * 1024;

	/**
	 * The most that a file can have.
	 * @return the number of bytes, {@link Long#MAX_VALUE} for any number
	 */
	long most() {
		return Math.min((this.file < 0) ? Long.MAX_VALUE : this.file,
				(this.request < 0) ? Long.MAX_VALUE : Math.max(0, this.request - REST));
	}

	boolean isExceeded(HttpServletRequest request) {
		return most() != Long.MAX_VALUE && isForm(request) && request.getContentLengthLong() > most() + REST;
	}

	static boolean isForm(HttpServletRequest request) {
		String type = request.getContentType();
		return type != null && type.startsWith("multipart/form-data");
	}

	/** The limit in words. */
	String words() {
		return (most() != Long.MAX_VALUE)
				? "at most " + size(most()) + " (spring.servlet.multipart.max-file-size and max-request-size)"
				: "of any size";
	}

	private static String size(long bytes) {
		return (bytes >= 1024 * 1024) ? bytes / (1024 * 1024) + " MB" : bytes / 1024 + " kB";
	}

}
