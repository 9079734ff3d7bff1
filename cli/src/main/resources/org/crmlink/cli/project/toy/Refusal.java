package __package__.toy;

/** What the toy answers instead of a result. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final int status;
    final String code;

    /** @param message never holds a value of a record */
    Refusal(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }
}
