/** Whether what a process needs is there. */
@NullMarked
package io.penstock.standalone.doctor;

import org.jspecify.annotations.NullMarked;
