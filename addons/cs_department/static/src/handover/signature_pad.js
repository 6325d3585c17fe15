import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";

/** Lines of a signature are so thick, in pixels of the screen. */
const LINE = 2.5;

/**
 * A field to sign in with a finger, a pen or a mouse. What was drawn comes out as PNG in
 * base64, or as an empty text while nothing was drawn.
 */
export class SignaturePad extends Component {
    static template = "cs_department.SignaturePad";
    static props = { onChange: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ drawn: false });
        this.last = null;
        this.observer = new ResizeObserver(() => this.fit());
        onMounted(() => {
            this.fit();
            this.observer.observe(this.canvas.el);
        });
        onWillUnmount(() => this.observer.disconnect());
    }

    /** As many pixels as the screen has; a turned telephone begins anew. */
    fit() {
        const { el } = this.canvas;
        const scale = window.devicePixelRatio || 1;
        const [width, height] = [Math.round(el.clientWidth * scale), Math.round(el.clientHeight * scale)];
        if (width && height && (el.width !== width || el.height !== height)) {
            Object.assign(el, { width, height });
            this.context = el.getContext("2d");
            this.context.scale(scale, scale);
            Object.assign(this.context, { lineWidth: LINE, lineCap: "round", lineJoin: "round", strokeStyle: "#1f2937" });
            this.told(false);
        }
    }

    point(ev) {
        const box = this.canvas.el.getBoundingClientRect();
        return [ev.clientX - box.left, ev.clientY - box.top];
    }

    onDown(ev) {
        this.canvas.el.setPointerCapture(ev.pointerId);
        this.last = this.point(ev);
    }

    onMove(ev) {
        if (!this.last) {
            return;
        }
        const next = this.point(ev);
        this.context.beginPath();
        this.context.moveTo(...this.last);
        this.context.lineTo(...next);
        this.context.stroke();
        this.last = next;
        this.state.drawn = true;
    }

    onUp() {
        if (this.last) {
            this.last = null;
            this.told(this.state.drawn);
        }
    }

    clear() {
        const { width, height } = this.canvas.el;
        this.context.clearRect(0, 0, width, height);
        this.told(false);
    }

    told(drawn) {
        this.state.drawn = drawn;
        this.props.onChange(drawn ? this.canvas.el.toDataURL("image/png").split(",")[1] : "");
    }
}
