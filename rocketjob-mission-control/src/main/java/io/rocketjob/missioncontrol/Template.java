package io.rocketjob.missioncontrol;

import java.util.Map;

import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.HtmlTemplateOutput;

/**
 * Writes a page by a template.
 */
@FunctionalInterface
interface Template {

	/** Templates can let somebody add to their tags; here nobody does. */
	HtmlInterceptor NOBODY = new HtmlInterceptor() {

		@Override
		public void onHtmlTagOpened(String name, Map<String, Object> attributes, TemplateOutput output) {
			// adds nothing
		}

		@Override
		public void onHtmlTagClosed(String name, TemplateOutput output) {
			// adds nothing
		}

	};

	void write(HtmlTemplateOutput out, HtmlInterceptor tags);

}
