namespace PatientApi.Contracts;

/// <summary>
/// A value that holds data of a patient, or an id that leads to it. Its text is the name of its type, and not its
/// values, so that a log, an exception or an interpolated string that it gets into reveals nothing. JSON has the
/// values.
/// </summary>
public abstract record PatientData
{
    /// <summary>Returns the name of the type, such as <c>PatientResponse</c>.</summary>
    public sealed override string ToString() => GetType().Name;
}
