import { Component } from "@odoo/owl";

/** The questions of a form, each with its way to answer; what is answered goes into `answers`. */
export class Questions extends Component {
    static template = "cs_department.CallbackQuestions";
    static props = { questions: Array, answers: Object };

    choose(question, value) {
        const { answers } = this.props;
        // a second click takes the answer back
        if (answers[question.id] === value) {
            delete answers[question.id];
        } else {
            answers[question.id] = value;
        }
    }

    toggle(question, value) {
        const { answers } = this.props;
        const chosen = new Set(answers[question.id] || []);
        chosen.has(value) ? chosen.delete(value) : chosen.add(value);
        if (chosen.size) {
            answers[question.id] = [...chosen];
        } else {
            delete answers[question.id];
        }
    }

    write(question, ev) {
        const text = ev.target.value.trim();
        if (text) {
            this.props.answers[question.id] = text;
        } else {
            delete this.props.answers[question.id];
        }
    }

    isChosen(question, value) {
        const answer = this.props.answers[question.id];
        return Array.isArray(answer) ? answer.includes(value) : answer === value;
    }
}
