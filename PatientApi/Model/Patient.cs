namespace PatientApi.Model;

/// <summary>A patient in the database.</summary>
internal sealed class Patient
{
    // For EF Core, which sets the properties itself.
    private Patient()
    {
    }

    public Patient(string tenant, Guid id, PatientValues values, DateTimeOffset now)
    {
        Tenant = tenant;
        Id = id;
        CreatedAt = now;
        Replace(values, now);
    }

    /// <summary>Tenant to which the patient belongs; the first part of every key.</summary>
    public string Tenant { get; private set; } = "";

    public Guid Id { get; private set; }

    public string ExternalId { get; private set; } = "";

    public string FirstName { get; private set; } = "";

    public string LastName { get; private set; } = "";

    public string? Email { get; private set; }

    public string? Phone { get; private set; }

    public DateOnly BirthDate { get; private set; }

    /// <summary>JSON object as text.</summary>
    public string? Details { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>
    /// Random UUID that the database generates for each write; concurrency control and entity tags compare it.
    /// </summary>
    public Guid Version { get; private set; }

    /// <summary>Version of the rules by which the search keys were computed.</summary>
    public int KeyVersion { get; private set; }

    /// <summary>Search key of <see cref="ExternalId"/>. See <see cref="SearchKey"/>.</summary>
    public string ExternalIdKey { get; private set; } = "";

    /// <summary>Search key of <see cref="FirstName"/>.</summary>
    public string FirstNameKey { get; private set; } = "";

    /// <summary>Search key of <see cref="LastName"/>.</summary>
    public string LastNameKey { get; private set; } = "";

    /// <summary>
    /// Replaces all values and computes the search keys. It is the only way to change a patient, so that the keys
    /// always match.
    /// </summary>
    public void Replace(PatientValues values, DateTimeOffset now)
    {
        ExternalId = values.ExternalId;
        FirstName = values.FirstName;
        LastName = values.LastName;
        Email = values.Email;
        Phone = values.Phone;
        BirthDate = values.BirthDate;
        Details = values.Details;
        UpdatedAt = now;
        KeyVersion = SearchKey.Version;
        ExternalIdKey = SearchKey.Of(values.ExternalId);
        FirstNameKey = SearchKey.Of(values.FirstName);
        LastNameKey = SearchKey.Of(values.LastName);
    }
}
