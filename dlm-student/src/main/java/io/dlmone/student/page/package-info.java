/** The page that shows models in a browser: the same on a server and as files with the model beside them. */
package io.dlmone.student.page;
