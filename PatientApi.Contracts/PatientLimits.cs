namespace PatientApi.Contracts;

/// <summary>
/// Limits on the size, depth and number of patients. The request limits are derived from the response limits, so that
/// everything stored can be read back on every route of both services. Changing one of the first two changes all.
/// </summary>
public static class PatientLimits
{
    /// <summary>Largest response about patients, in bytes: the amount that a client with a pipeline buffers.</summary>
    public const int MaxResponseBytes = 16 * 1024 * 1024;

    /// <summary>Deepest JSON in a response, in levels: the default limit of JSON readers.</summary>
    public const int MaxResponseDepth = 64;

    /// <summary>
    /// Largest factor by which a patient grows between request and response: a number of five bytes, including its
    /// comma, is written with forty digits.
    /// </summary>
    public const int MaxGrowth = 9;

    /// <summary>Space for the parts of a response other than the details, in bytes.</summary>
    public const int EnvelopeBytes = 8 * 1024;

    /// <summary>
    /// Levels around the details of a patient in the most deeply nested response: a batch, its items, an item, its
    /// value.
    /// </summary>
    public const int EnvelopeDepth = 4;

    /// <summary>Largest patient that is accepted, in bytes: a body, an item of a batch, a line of an import.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// Largest patient in a response, in bytes. One always fits into a response; a batch contains as many as fit, and
    /// the client reads the others alone.
    /// </summary>
    public const int MaxPatientResponseBytes = (MaxBytes * MaxGrowth) + EnvelopeBytes;

    /// <summary>Deepest details that are accepted, in levels.</summary>
    public const int MaxDetailsDepth = MaxResponseDepth - EnvelopeDepth;

    /// <summary>
    /// Deepest JSON that both services read and write, in levels. Earlier builds accepted details as deep as a
    /// response.
    /// </summary>
    public const int MaxReadableDepth = MaxResponseDepth + EnvelopeDepth;
}
