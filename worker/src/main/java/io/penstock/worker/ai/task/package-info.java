/** What each kind of AI job asks a model, and when an answer will do. */
@NullMarked
package io.penstock.worker.ai.task;

import org.jspecify.annotations.NullMarked;
