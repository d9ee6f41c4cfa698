namespace PatientApi.Contracts;

/// <summary>
/// How large, how deep and how many: the limits of what is accepted, derived from those of what can be answered, so that whatever is stored can be read back on
/// every route of both services. Whoever changes one of the first two changes all.
/// </summary>
public static class PatientLimits
{
    /// <summary>The largest answer to one request about patients, in bytes: what a client with a pipeline buffers.</summary>
    public const int MaxAnswerBytes = 16 * 1024 * 1024;

    /// <summary>The deepest JSON that is answered, in levels: what readers of JSON take unless they are told otherwise.</summary>
    public const int MaxAnswerDepth = 64;

    /// <summary>
    /// How many times as long as it was sent a patient may be when it is answered: a number of five bytes, with its comma, is written out with forty digits.
    /// </summary>
    public const int MaxGrowth = 9;

    /// <summary>Room for what an answer says beside the details, in bytes.</summary>
    public const int EnvelopeBytes = 8 * 1024;

    /// <summary>The levels around the details of a patient in the answer that has the most of them: a batch, its items, an item, its value.</summary>
    public const int EnvelopeDepth = 4;

    /// <summary>The largest patient that is taken, in bytes: a body, an item of a batch, a line of an import.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The largest patient that is answered, in bytes. One always fits into an answer; of a batch as many as do, and the others are read alone.</summary>
    public const int MaxPatientAnswerBytes = (MaxBytes * MaxGrowth) + EnvelopeBytes;

    /// <summary>The deepest details that are taken, in levels.</summary>
    public const int MaxDetailsDepth = MaxAnswerDepth - EnvelopeDepth;

    /// <summary>The deepest JSON that both services read and write, in levels: earlier builds took details as deep as an answer.</summary>
    public const int MaxReadableDepth = MaxAnswerDepth + EnvelopeDepth;
}
