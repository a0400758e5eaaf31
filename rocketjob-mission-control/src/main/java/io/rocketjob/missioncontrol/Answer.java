package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request: a page, written before the first byte is sent, where to look
 * instead, or a file.
 *
 * @param status the status
 * @param body the page
 * @param location where to look instead
 * @param file the file
 */
record Answer(int status, String body, @Nullable String location, @Nullable FileDownload file) {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
			+ " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	static Answer page(Template template) {
		return page(HttpServletResponse.SC_OK, template);
	}

	static Answer page(int status, Template template) {
		ConsoleOutput output = ConsoleOutput.create();
		template.write(output, Template.NOBODY);
		return new Answer(status, output.toString(), null, null);
	}

	static Answer redirect(String location) {
		return new Answer(HttpServletResponse.SC_SEE_OTHER, "", location, null);
	}

	static Answer download(FileDownload file) {
		return new Answer(HttpServletResponse.SC_OK, "", null, file);
	}

	/**
	 * Says what browsers must not do with anything of the console.
	 * @param response where to say it
	 */
	static void protect(HttpServletResponse response) {
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("X-Frame-Options", "DENY");
		// not no-referrer: browsers would hide from us where a form was sent
		response.setHeader("Referrer-Policy", "same-origin");
	}

	void write(HttpServletResponse response) throws IOException {
		protect(response);
		// what has no such header is not ours, such as the page for a login
		response.setHeader("X-RocketJob-Console", "true");
		response.setStatus(this.status);
		response.setHeader("Cache-Control", "no-store");
		if (this.location != null) {
			response.setHeader("Location", this.location);
			return;
		}
		if (this.file != null) {
			this.file.write(response);
			return;
		}
		response.setContentType("text/html;charset=UTF-8");
		byte[] bytes = this.body.getBytes(StandardCharsets.UTF_8);
		response.setContentLength(bytes.length);
		response.getOutputStream().write(bytes);
	}

}
