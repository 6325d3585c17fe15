/**
 * Do one thing at a time: while `state.busy`, a second click does nothing.
 *
 * @param {{busy: boolean}} state reactive state of the screen, which greys its buttons by it
 * @param {() => Promise} work
 */
export async function oneAtATime(state, work) {
    if (state.busy) {
        return;
    }
    state.busy = true;
    try {
        await work();
    } finally {
        state.busy = false;
    }
}
