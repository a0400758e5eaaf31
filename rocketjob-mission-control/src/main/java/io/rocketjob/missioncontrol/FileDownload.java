package io.rocketjob.missioncontrol;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A file for a visitor to keep, written while it is made.
 *
 * @param name the name of the file, of characters that need no quoting
 * @param content writes all of it, or throws
 */
record FileDownload(String name, Consumer<OutputStream> content) {

	private static final String BROKEN = FileDownload.class.getName() + ".broken";

	void write(HttpServletResponse response) throws IOException {
		// never shown as a page, whatever is in it
		response.setContentType("application/octet-stream");
		response.setHeader("Content-Disposition", "attachment; filename=\"" + this.name + "\"");
		this.content.accept(new UnflushedStream(response.getOutputStream()));
	}

	/**
	 * Marks a response of which a part was sent, and whose rest cannot be: it must not
	 * look as if it were whole. What is thrown where it was noticed could be turned into
	 * a proper end by the application.
	 * @param request the request
	 * @param cause why
	 */
	static void breakOff(HttpServletRequest request, RuntimeException cause) {
		request.setAttribute(BROKEN, cause);
	}

	/**
	 * Lets the web server cut the connection, if the response is marked. Is to be called
	 * where only the web server handles what is thrown.
	 * @param request the request
	 * @throws IOException when it is marked
	 */
	static void cutIfBroken(HttpServletRequest request) throws IOException {
		if (request.getAttribute(BROKEN) instanceof RuntimeException cause) {
			throw new IOException("The download of " + request.getRequestURI() + " has ended before its end", cause);
		}
	}

	/** As long as nothing is sent, what fails can still be told by a page. */
	private static final class UnflushedStream extends FilterOutputStream {

		private UnflushedStream(OutputStream out) {
			super(out);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.out.write(bytes, offset, length);
		}

		@Override
		public void flush() {
			// the web server does
		}

	}

}
