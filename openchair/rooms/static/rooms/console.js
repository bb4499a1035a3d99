// @ts-check
/**
 * The console: all that leaders alone have beside the room. Only their pages load it.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./room.js").Room} Room
 */
import { Desk } from "./desk/desk.js";
import { Papers } from "./desk/papers.js";
import { GroupsConsole } from "./groups-console.js";
import { LeadersLayer } from "./leaders.js";

export class Console {
  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.groups = new GroupsConsole(root, room);
    this.layer = new LeadersLayer(root, room);
    this.desk = new Desk(root, room);
    this.papers = new Papers(root, room);
  }

  /** The seat whose chair is chosen. */
  get chosen() {
    return this.layer.chosen;
  }

  /** @param {string} seat */
  choose(seat) {
    this.layer.choose(seat);
  }

  /** @param {View} view the whole meeting, also from inside a small group */
  render(view) {
    this.tick(view);
    this.papers.render(view);
    this.groups.render(view);
  }

  /** What changes by itself as time goes by. @param {View} view */
  tick(view) {
    this.layer.render(view);
    this.desk.render(view);
  }
}
