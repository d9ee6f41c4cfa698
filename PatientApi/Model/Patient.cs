namespace PatientApi.Patients;

/// <summary>A patient as the database holds one.</summary>
internal sealed class Patient
{
    // For EF Core, which fills the properties itself.
    private Patient()
    {
    }

    public Patient(Guid id, PatientValues values, DateTimeOffset now)
    {
        Id = id;
        CreatedAt = now;
        Replace(values, now);
    }

    public Guid Id { get; private set; }

    public string ExternalId { get; private set; } = "";

    public string FirstName { get; private set; } = "";

    public string LastName { get; private set; } = "";

    public string? Email { get; private set; }

    public string? Phone { get; private set; }

    public DateOnly BirthDate { get; private set; }

    /// <summary>The text of a JSON object.</summary>
    public string? Details { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>A random UUID that the database makes for each write: what concurrency control and entity tags compare.</summary>
    public Guid Version { get; private set; }

    /// <summary>By which version of the rules the search keys were made.</summary>
    public int KeyVersion { get; private set; }

    /// <summary>What a search compares instead of <see cref="ExternalId"/>. See <see cref="SearchKey"/>.</summary>
    public string ExternalIdKey { get; private set; } = "";

    /// <summary>What a search compares instead of <see cref="FirstName"/>.</summary>
    public string FirstNameKey { get; private set; } = "";

    /// <summary>What a search compares instead of <see cref="LastName"/>.</summary>
    public string LastNameKey { get; private set; } = "";

    /// <summary>The only way to change a patient, so that no search key is ever forgotten.</summary>
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
