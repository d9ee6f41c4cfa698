namespace PatientApi.Model;

/// <summary>Collects errors by field, in the shape of a validation problem's <c>errors</c>.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public void Add(string field, string? error)
    {
        if (error is not null)
        {
            _errors.Add(field, [error]);
        }
    }

    public bool Has(string field) => _errors.ContainsKey(field);

    public Dictionary<string, string[]> ToDictionary() => _errors;
}
