package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.io.InputStream;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.AbstractResource;

/**
 * A file that a form has sent. The web server keeps it, on disk where it is large, until
 * the request has been answered.
 */
final class UploadedFile extends AbstractResource {

	private final Part part;

	private final String name;

	private UploadedFile(Part part, String name) {
		this.part = part;
		this.name = name;
	}

	/**
	 * Finds the file of a form.
	 * @param request the request of the form
	 * @param field the name of its field
	 * @return the file, {@code null} when none was chosen
	 * @throws IOException when the request cannot be read, or is not allowed to be so
	 * large
	 */
	static @Nullable UploadedFile of(HttpServletRequest request, String field) throws IOException {
		if (!UploadLimits.isForm(request)) {
			return null;
		}
		Part part;
		try {
			part = request.getPart(field);
		}
		catch (ServletException | IllegalStateException ex) {
			throw new IOException(ex);
		}
		String sent = (part != null) ? part.getSubmittedFileName() : null;
		if (sent == null || sent.isEmpty()) {
			return null;
		}
		// some programs send the whole path
		return new UploadedFile(part, sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1));
	}

	@Override
	public String getDescription() {
		return this.name;
	}

	@Override
	public String getFilename() {
		return this.name;
	}

	@Override
	public long contentLength() {
		return this.part.getSize();
	}

	@Override
	public InputStream getInputStream() throws IOException {
		return this.part.getInputStream();
	}

}
