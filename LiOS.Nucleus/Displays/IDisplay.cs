namespace LiOS.Nucleus.Displays;

/// <summary>Something that shows cells. Only ever used as a type parameter: there are no virtual calls here.</summary>
internal unsafe interface IDisplay
{
    /// <summary>Whether the display draws the cursor itself; otherwise the cell below it is shown reversed.</summary>
    bool HasCursor { get; }

    /// <summary>Shows cells next to each other.</summary>
    void Draw(int column, int row, Cell* cells, int count);

    /// <summary>Puts the display's own cursor somewhere, or hides it.</summary>
    void MoveCursor(int column, int row, bool isVisible);
}
